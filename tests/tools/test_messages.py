"""The translation check notices what is missing, and only that."""

from __future__ import annotations

import gettext
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/messages.py"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parure_messages_under_test", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "shop/templates").mkdir(parents=True)
    (tmp_path / "shop/words.py").write_text(
        "from django.utils.translation import gettext as _, pgettext\n"
        "A = _('Ring')\nB = pgettext('metal', 'Gold')\n",
    )
    (tmp_path / "shop/templates/page.html").write_text(
        '<p>{% translate "Customers" %}</p>\n'
        '{% component "tag" label=_("Late") %}\n'
        "{% blocktranslate trimmed count n=n %}one\n piece{% plural %}{{ n }} pieces{% endblocktranslate %}\n"
        '{% translate "Gold" context "tier" %}',
    )
    return tmp_path


def write_part(package: Path, part: str, entries: str) -> Path:
    folder = package / "locale" / part / "zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEADER + entries, encoding="utf-8")
    return folder / "django.po"


ALL = {
    'msgid "Ring"\nmsgstr "戒指"\n\n',
    'msgctxt "metal"\nmsgid "Gold"\nmsgstr "黄金"\n\n',
    'msgctxt "tier"\nmsgid "Gold"\nmsgstr "金卡"\n\n',
    'msgid "Customers"\nmsgstr "客户"\n\n',
    'msgid "Late"\nmsgstr "逾期"\n\n',
    'msgid "one piece"\nmsgid_plural "%(n)s pieces"\nmsgstr[0] "%(n)s 件"\n\n',
}


def test_everything_translated_in_the_union_of_the_parts(messages: ModuleType, package: Path) -> None:
    first, *rest = sorted(ALL)
    write_part(package, "one", first)
    write_part(package, "two", "".join(rest))
    assert messages.main(["extract-check", "--source", str(package)]) == 0


@pytest.mark.parametrize("left_out", sorted(ALL))
def test_each_kind_of_string_is_missed(messages: ModuleType, package: Path, left_out: str) -> None:
    write_part(package, "one", "".join(sorted(ALL - {left_out})))
    assert len(messages.check(package).missing) == 1
    assert messages.main(["extract-check", "--source", str(package)]) == 1


def test_empty_and_fuzzy_translations_count_as_missing(
    messages: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = "".join(sorted(ALL)).replace("逾期", "").replace('msgid "Ring"', '#, fuzzy\nmsgid "Ring"')
    write_part(package, "one", entries)
    assert messages.main(["extract-check", "--source", str(package)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: 'Late'  shop/templates/page.html:2",
        "missing: 'Ring'  shop/words.py:2",
    ]


def test_unused_is_only_a_warning(
    messages: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_part(package, "one", "".join(sorted(ALL)) + 'msgid "Brooch"\nmsgstr "胸针"\n')
    assert messages.main(["extract-check", "--source", str(package)]) == 0
    assert "unused in one: 'Brooch'" in capsys.readouterr().err


def test_compile_writes_what_gettext_reads(messages: ModuleType, package: Path) -> None:
    catalog = write_part(package, "one", "".join(sorted(ALL)))
    assert messages.compile_catalogs(package / "locale") == 1
    assert messages.compile_catalogs(package / "locale") == 0
    with catalog.with_suffix(".mo").open("rb") as stream:
        words = gettext.GNUTranslations(stream)
    assert words.gettext("Ring") == "戒指"
    assert words.pgettext("tier", "Gold") == "金卡"
