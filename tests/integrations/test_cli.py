"""`parure import`: counts as JSON, progress beside them, problems in a file, going on after a crash."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from factories import database, imports
from parure.integrations import operations
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
