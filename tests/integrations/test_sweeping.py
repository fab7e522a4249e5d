"""Kept files go when their time is over, and never while something needs them."""

import json
import os
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from factories import imports
from parure.core import files
from parure.integrations import operations
from parure.integrations.models import ExportRun, ImportRun
from parure.integrations.operations import sweep_files
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
CONTENT = "会员卡号,姓名,手机\nV1,沈佩兰,13800006021\nV2,曾敏,12\n"
LONG_AGO = timezone.now() - timedelta(days=91)


@pytest.fixture
def run(roles):
    made = imports.write(CONTENT, "customers")
    ImportRun.objects.filter(pk=made.pk).update(created_at=LONG_AGO, finished_at=LONG_AGO)
    made.refresh_from_db()
    return made


def sweep(committed, **more):
    with committed():
        return sweep_files(**more)


def test_an_old_file_goes_is_told_and_can_still_be_taken_back(run, committed, client_for):
    path = files.path_of(run.file)
    assert sweep(committed, is_dry=True).imports == 1
    assert path.exists()
    assert sweep(committed).imports == 1
    assert not path.exists()
    assert sweep(committed).imports == 0
    client = client_for("admin")
    words = client.get(reverse("import", args=[run.uid])).content.decode()
    assert f"文件已于 {timezone.localdate()} 删除" in words
    assert reverse("import-problem-file", args=[run.uid]) not in words
    assert client.get(reverse("import-problem-file", args=[run.uid])).status_code == 404
    assert imports.take_back(run).status == "undone"
    assert not Customer.objects.exists()


@pytest.mark.parametrize("status", ["checking", "writing", "undoing"])
def test_what_is_under_way_keeps_its_file(run, committed, status):
    ImportRun.objects.update(status=status)
    assert sweep(committed).imports == 0
    assert files.path_of(run.file).exists()


def test_a_file_that_was_brought_again_stays_for_the_younger_run(run, committed):
    imports.write(CONTENT, "customers")
    assert sweep(committed).imports == 1
    assert files.path_of(run.file).exists()


def test_a_younger_file_stays(run, committed, settings):
    settings.IMPORT_DAYS = 92
    assert sweep(committed).imports == 0


@pytest.mark.parametrize("verb", [operations.check_import, operations.write_import, operations.set_mapping])
def test_without_its_file_nothing_is_begun(run, committed, verb, actors):
    ImportRun.objects.update(status="mapping", position=0)
    sweep(committed)
    with pytest.raises(ValidationError, match="删除"):
        verb(imports.head_office(), run.uid)


def test_a_stopped_import_without_its_file_does_not_go_on(run, committed):
    ImportRun.objects.update(status="stopped")
    sweep(committed)
    with pytest.raises(ValidationError, match="删除"):
        operations.resume_import(imports.head_office(), run.uid)


def test_rows_to_repair_and_broken_off_pieces_go_by_their_age(committed, roles):
    folder = files.folder() / "problems"
    folder.mkdir(exist_ok=True)
    old, young, piece = folder / "old.csv", folder / "young.csv", files.folder() / "tmpx"
    for path in (old, young, piece):
        path.write_text("x")
    for path in (old, piece):
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    swept = sweep(committed)
    assert (swept.problems, swept.pieces) == (1, 1)
    assert (old.exists(), young.exists(), piece.exists()) == (False, True, False)
    young.unlink()


def test_the_command_counts_and_removes(run, capsys, committed):
    ExportRun.objects.create(
        resource="people.customer", form="csv", status="done", file="e" * 64,
        expires_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    for args, word in ((["--dry-run"], "would go"), ([], "removed")):
        with committed():
            call_command("files", "sweep", "--json", *args)
        told = {each["what"]: each for each in json.loads(capsys.readouterr().out)}
        assert (told["imports"]["files"], told["exports"]["files"]) == (1, 1)
        assert told["imports"]["done"] == word
    assert not ExportRun.objects.exclude(file="").exists()
