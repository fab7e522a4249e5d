"""`parure import`: counts as JSON, progress beside them, problems in a file, going on after a crash."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from factories import database, imports, shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.integrations import exports, operations
from parure.integrations.models import ImportRun, ImportStatus
from parure.people.models import Customer

HEAD = "会员卡号,姓名,手机\n"


@pytest.fixture
def file(tmp_path: Path, roles) -> Path:
    path = tmp_path / "members.csv"
    path.write_text(HEAD + "V1,沈佩兰,13800006021\n,,12\n", encoding="utf-8")
    return path


def told(*arguments: object, **options: object) -> dict:
    out = StringIO()
    call_command("import", *arguments, "--json", stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_counts_and_problems(file):
    counts = told("customers", file)
    problems = Path(counts.pop("problems"))
    assert counts == {"read": 2, "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 1}
    assert ",,12" in problems.read_text(encoding="utf-8-sig")
    assert told("customers", file)["unchanged"] == 1


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(file):
    assert told("customers", file, "--dry-run")["created"] == 1
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_without_problems_there_is_no_file(file):
    file.write_text(HEAD + "V1,沈佩兰,13800006021\n", encoding="utf-8")
    assert told("customers", file)["problems"] is None


@pytest.mark.django_db
def test_a_kept_mapping_is_used(file):
    actor = imports.head_office()
    run = operations.begin_import(actor, ["甲,乙\nx,y\n".encode()], "a.csv", "customers")
    operations.set_mapping(actor, run.uid, "customers", {"甲": "member_no", "乙": "name"}, save_as="老系统")
    file.write_text("乙,甲\n沈佩兰,V7\n", encoding="utf-8")
    assert told("customers", file, "--mapping", "老系统")["created"] == 1
    assert Customer.objects.get().member_no == "V7"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["customers", "missing.csv"],
        ["customers", "FILE", "--mapping", "nothing"],
        ["customers", "FILE", "--store", "NOWHERE"],
        ["orders", "FILE"],
    ],
)
def test_what_cannot_be_done_is_said_and_fails(file, arguments):
    with pytest.raises(CommandError) as caught:
        call_command(
            "import", *[str(file) if each == "FILE" else each for each in arguments], stdout=StringIO()
        )
    assert str(caught.value)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_started_again_after_a_crash_it_goes_on(tmp_path, roles):
    path = tmp_path / "many.csv"
    path.write_text(
        HEAD + "".join(f"V{n},沈{chr(0x4E00 + n)},138{n:08d}\n" for n in range(200)), encoding="utf-8"
    )
    actor = imports.head_office()
    run = operations.write_import(actor, imports.bring(path, "customers", actor).uid)
    assert database.run_script("factories.mortal_import", "after", "2").returncode == -9
    assert Customer.objects.count() == 80
    counts = told("customers", path)
    assert (counts["read"], counts["created"]) == (200, 200)
    assert ImportRun.objects.count() == 1
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE


# ── out again ────────────────────────────────────────────────────────────────


def exported(kind: str, path: Path, *arguments: str) -> dict:
    out = StringIO()
    call_command("export", kind, "--out", path, *arguments, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_what_came_in_goes_out_and_comes_in_again_unchanged(file, tmp_path):
    file.write_text(
        "会员卡号,姓名,手机,会员等级,标签,可用积分,累计消费\nV1,=沈佩兰,13800006021,金卡,VIP;古法,12,345.67\nV2,曾敏,13800000002,,,,\n",
        encoding="utf-8",
    )
    told("customers", file)
    for form in ("csv", "xlsx"):
        assert exported("customers", tmp_path / f"c.{form}") == {"customers": 2}
        again = told("customers", tmp_path / f"c.{form}")
        assert (again["created"], again["failed"]) == (0, 0), form
    text = (tmp_path / "c.csv").read_text(encoding="utf-8-sig")
    assert "'=沈佩兰" in text
    assert "'+8613800006021" in text
    assert exported("customers", tmp_path / "c.jsonl") == {"customers": 2}
    first = json.loads((tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["member_no"], first["tags"], first["points"]) == ("V1", ["VIP", "古法"], 12)
    assert exported("opening_balances", tmp_path / "o.csv") == {"opening_balances": 1}
    assert told("opening_balances", tmp_path / "o.csv")["failed"] == 0


@pytest.mark.django_db
def test_everything_goes_out(file, tmp_path):
    told("customers", file)
    counts = exported("all", tmp_path / "all")
    assert counts["people.customer"] == counts["people.contact_point"] == 1
    assert (tmp_path / "all" / "people.customer.csv").stat().st_mode & 0o077 == 0
    assert AuditEntry.objects.filter(action="export", resource="people.customer").count() >= 2


@pytest.mark.django_db
def test_an_export_keeps_to_rights_and_reach(file, tmp_path, actors, stores):
    told("customers", file)
    shop.customer("曾敏", member_no="V8", home_store=stores.lake)
    shop.customer("单依", member_no="V9", home_store=stores.opera)
    assert [row["member_no"] for row in exports.rows_of(actors["manager"], "customers")] == ["V8"]
    for role in ("advisor", "service", "workshop", "marketing"):
        with pytest.raises(policy.Denied):
            list(exports.rows_of(actors[role], "customers"))
    rows = list(exports.rows_of(actors["analyst"], "customers"))
    assert len(rows) == 3
    assert not any("phones" in row for row in rows)
    assert {row["name"] for row in rows} == {"***"}


@pytest.mark.django_db
def test_an_export_costs_the_same_queries_a_page(actors, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(exports, "PAGE", 10)
    for number in range(10):
        shop.customer("沈佩兰", member_no=f"V{number}")
    with django_assert_max_num_queries(40) as one:
        list(exports.rows_of(actors["admin"], "customers"))
    for number in range(10, 20):
        shop.customer("沈佩兰", member_no=f"V{number}")
    with django_assert_max_num_queries(2 * len(one.captured_queries)):
        list(exports.rows_of(actors["admin"], "customers"))
