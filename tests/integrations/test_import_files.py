"""Whole files brought in: every row is imported or explained, and the same file again changes nothing."""

from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from factories import imports
from parure.access.models import AuditEntry
from parure.core import files
from parure.core.models import Event
from parure.integrations.models import ImportStatus
from parure.people.models import Customer

FILES = Path(__file__).parent / "files"
SHARED = Path(__file__).parents[3] / "shared/samples"
KINDS = {
    "jewellery_pos_members.xlsx": "customers",
    "shopify_customers_export.csv": "customers",
    "wecom_customers_utf8bom.csv": "customers",
    "taobao_ExportOrderList_gb18030.csv": "orders",
    "taobao_ExportOrderDetailList_gb18030.csv": "order_lines",
    "youzan_orders_utf8bom.csv": "orders",
    "orders_export.csv": "orders",
    "jewelery.csv": "products",
    "customers_export.csv": "customers",
    "sample_products.csv": "products",
}
FOUND = sorted(FILES.rglob("*.*")) + (
    [path for path in sorted(SHARED.rglob("*.csv")) if "synthetic" not in path.parts]
    if SHARED.is_dir()
    else []
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles(roles):
    """The command line's role exists."""


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_every_row_is_accounted_for_and_the_second_time_changes_nothing(path):
    run = imports.write(path)
    assert run.status == ImportStatus.DONE
    assert run.kind == KINDS[path.name]
    first = imports.counts(run)
    assert run.read > 0
    before, events = imports.dump(), Event.objects.exclude(name="integrations.import_finished").count()
    again = imports.write(path)
    assert imports.counts(again) == (0, 0, first[0] + first[1] + first[2], first[3], first[4])
    assert imports.dump() == before
    told = Event.objects.exclude(name__in=["integrations.import_finished", "sales.orders_imported"]).count()
    assert told <= events


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_a_dry_run_counts_the_same_and_writes_nothing(path):
    before = imports.dump()
    run = imports.check(path)
    assert run.status == ImportStatus.CHECKED
    assert imports.dump() == before
    counted = imports.counts(run)
    assert counted == imports.counts(imports.write(path))


def test_everything_together_is_taken_back_wholly():
    before = imports.dump()
    runs = [imports.write(path) for path in FOUND]
    for run in reversed(runs):
        assert imports.take_back(run).status == ImportStatus.UNDONE
    assert imports.dump() == before


def test_the_repair_file_comes_in_once_it_is_mended(tmp_path):
    from parure.integrations import queries

    content = (
        "会员卡号,姓名,手机,生日\nV1,沈佩兰,13800006021,1988-02-31\n,,12,\nV3,单依,13800000001,闰六月初一\n"
    )
    run = imports.write(content, "customers")
    assert imports.counts(run) == (2, 0, 0, 0, 1)
    path = tmp_path / "problems.csv"
    assert queries.write_problems(run, path) == 1
    mended = path.read_text(encoding="utf-8-sig").replace(",,12,", "V2,曾敏,13800000002,")
    again = imports.write(mended, "customers")
    assert imports.counts(again) == (1, 0, 0, 0, 0)


HOSTILE = {
    "empty": (b"", "customers"),
    "header only": ("姓名,手机\n".encode(), "customers"),
    "no header": (b"1,2\n3,4\n5,6\n", "customers"),
    "wrong encoding": (b"name,email\n\xff\xfe\xc3\x28,a@example.com\n" * 30, "customers"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 400, "customers"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_refused_in_words_and_changes_nothing(name):
    content, kind = HOSTILE[name]
    before, files_before = imports.dump(), on_disk()
    if name == "header only":
        assert imports.counts(imports.write(content, kind)) == (0, 0, 0, 0, 0)
    else:
        with pytest.raises(ValidationError) as caught:
            imports.write(content, kind)
        assert len(caught.value.messages[0]) > 4
        assert on_disk() == files_before
    assert imports.dump() == before


def on_disk():
    return {path for path in files.folder().rglob("*") if path.is_file()}


def test_a_picture_that_is_brought_as_a_table_stays_where_it_is_kept():
    content, kind = HOSTILE["picture"]
    digest, _size = files.keep([content], limit=1000)
    with pytest.raises(ValidationError):
        imports.bring(content, kind)
    assert files.path_of(digest).read_bytes() == content


def test_a_zip_bomb_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (600 * 1024**2))
    before = on_disk()
    with pytest.raises(ValidationError):
        imports.bring(path, "customers")
    assert on_disk() == before


def test_bad_lines_cost_themselves_only():
    long = "沈" * 40_000
    content = f"会员卡号,姓名,手机,生日\nV1,沈\0佩,13800006021,\nV2,{long},13800000002,\nV3,单依,13800000003,2月31日\nV4,曾敏\nV5,欧阳,13800000005,农历闰五月初一 1990\n"
    run = imports.write(content, "customers")
    assert imports.counts(run) == (2, 0, 0, 0, 3)
    found = imports.codes(run)
    assert (found[2], found[3], found[5]) == (["nul_byte"], ["cell_too_long"], ["too_few_cells"])
    assert found[4][0].startswith("date_")
    assert {"V3", "V5"} == set(Customer.objects.values_list("member_no", flat=True))


def test_a_single_column_is_a_table():
    run = imports.write("手机号\n13800006021\n13800000001\n", "customers")
    assert imports.counts(run) == (2, 0, 0, 0, 0)


def test_a_workbook_stops_and_goes_on(tmp_path, monkeypatch):
    from parure.integrations import operations
    from parure.integrations.imports import engine

    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["会员卡号", "姓名", "手机"])
        for n in range(120):
            sheet.write_row(n + 1, 0, [f"V{n}", f"沈{chr(0x4E00 + n)}", 13800000000 + n])
    monkeypatch.setitem(engine.ROWS_A_BATCH, "customers", 50)
    actor = imports.head_office()
    run = imports.bring(path, "customers", actor)
    token = engine.progress.set(lambda seen: operations.stop_import(actor, seen.uid))
    run = imports.finish(operations.write_import(actor, run.uid))
    engine.progress.reset(token)
    assert run.read == 50
    run = imports.finish(operations.resume_import(actor, run.uid))
    assert imports.counts(run) == (120, 0, 0, 0, 0)


def test_an_import_is_on_record_and_names_nobody():
    run = imports.write("会员卡号,姓名,手机\nV1,沈佩兰,13800006021\n", "customers")
    entries = list(AuditEntry.objects.filter(action="import", record_id=run.pk).order_by("pk"))
    assert entries[-1].detail["created"] == 1
    assert "沈佩兰" not in str([entry.detail for entry in entries])
    assert not AuditEntry.objects.filter(resource="people.customer").exists()
