"""Style sheets: what a class looks like is said in one of them."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ROOT / "src/parure/web/static/parure/css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BETWEEN = re.compile(r",(?![^(]*\))")
CLASS = re.compile(r"\.(pr-[\w-]+)")

spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
assert spec is not None
assert spec.loader is not None
hatch_build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hatch_build)


def selectors(css: str) -> Iterator[str]:
    """Those of the rules that hold for every screen, one by one."""
    for head, _body in hatch_build.top_rules(COMMENT.sub("", css)):
        if not head.strip().startswith("@"):
            yield from (each.strip() for each in BETWEEN.split(head))


def homes(sheets: Mapping[str, str]) -> dict[str, set[str]]:
    """Which sheets say what a class is: rules whose selector is the class and nothing else."""
    found: dict[str, set[str]] = {}
    for name, css in sheets.items():
        for each in selectors(css):
            if alone := CLASS.fullmatch(each):
                found.setdefault(alone[1], set()).add(name)
    return found


def strays(sheets: Mapping[str, str]) -> list[tuple[str, str]]:
    """(sheet, selector) of rules about a class that another sheet defines. A rule that names a class of its own sheet
    is about that one's surroundings, and may stand there.
    """
    at_home = homes(sheets)
    found = []
    for name, css in sheets.items():
        for each in selectors(css):
            leading = CLASS.match(each)
            foreign = leading is not None and name not in at_home.get(leading[1], {name})
            if foreign and not any(name in at_home.get(inner, {name}) for inner in CLASS.findall(each)):
                found.append((name, each))
    return found


@pytest.fixture(scope="module")
def written():
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SHEETS.glob("*.css"))}


def test_every_sheet_is_bundled(written):
    assert sorted(hatch_build.STYLE_SHEETS) == sorted(written)


def test_a_class_is_defined_in_one_sheet(written):
    assert {name: sorted(found) for name, found in homes(written).items() if len(found) > 1} == {}


def test_its_kinds_and_parts_stand_beside_it(written):
    assert strays(written) == []


def test_a_second_home_and_a_stray_would_be_noticed():
    sheets = {
        "one": ".pr-a { color: red; } .pr-b, .pr-c { top: 0; } @media print { .pr-z { top: 0; } }",
        "two": ".pr-b { top: 1px; } .pr-a.is-x { top: 0; } .pr-a .pr-d { top: 0; } .pr-z { top: 0; }",
    }
    assert homes(sheets)["pr-b"] == {"one", "two"}
    assert homes(sheets)["pr-z"] == {"two"}
    assert strays(sheets) == [("two", ".pr-a.is-x")]
