"""Lists taken along: what the file holds, who may, how much, and that it is gone after a week."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from python_calamine import CalamineWorkbook

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.core import jobs
from parure.engagement.models import Notice
from parure.engagement.notices import queries as notices
from parure.integrations.models import ExportRun
from parure.integrations.taking import operations, rules
from parure.integrations.taking.cells import safe_text
from parure.people import operations as people

pytestmark = pytest.mark.django_db
KIND = "people.customer"
COLUMNS = ["name", "phones", "total_spent", "gender", "owner", "registered_on", "tags"]


@pytest.fixture
def boss(actors):
    return actors["owner"]


@pytest.fixture
def crowd(boss, stores):
    made = [
        people.register_customer(
            boss, name=name, phone=f"1390000000{i}", store=stores.lake, gender="F" if i else ""
        )
        for i, name in enumerate(("沈佩兰", "=cmd|' /C calc'!A0", "+86", "-1", "@sum", "\t制表"))
    ]
    people.tag_customer(boss, made[0].uid, add=["老客", "婚期"])
    return made


def ask(actor, **values):
    given = {"columns": COLUMNS, "form": "csv"} | values
    return operations.ask_export(actor, KIND, **given)


def rows_of(actor, run):
    path, _run = operations.take_export(actor, run.uid)
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_file_holds_what_may_be_taken(boss, crowd):
    heads, first, *_rest = rows_of(boss, ask(boss))
    assert len(heads) == len(COLUMNS)
    assert first == [
        "沈佩兰", "'+8613900000000", "0.00", "", boss.label, timezone.localdate().isoformat(), "婚期; 老客"
    ]  # fmt: skip


def test_no_cell_runs(boss, crowd):
    names = [row[0] for row in rows_of(boss, ask(boss, columns=["name"]))[1:]]
    assert names[1:5] == ["'=cmd|' /C calc'!A0", "'+86", "'-1", "'@sum"]
    assert safe_text("\tx") == "'\tx"


def test_a_workbook_holds_texts_and_numbers(boss, crowd):
    run = ask(boss, form="xlsx", columns=["name", "order_count"])
    path, _run = operations.take_export(boss, run.uid)
    cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    assert cells[0] == ["沈佩兰", 0.0]
    assert cells[1][0] == "'=cmd|' /C calc'!A0"


def test_the_condition_and_the_selection_hold(boss, crowd):
    tagged = {"all": [{"field": "tags", "op": "is", "value": "老客"}]}
    assert [row[0] for row in rows_of(boss, ask(boss, columns=["name"], condition=tagged))[1:]] == ["沈佩兰"]
    assert len(rows_of(boss, ask(boss, columns=["name"], picked=[crowd[0].uid, crowd[3].uid]))) == 3


def test_what_is_masked_stays_masked_and_what_is_denied_is_absent(boss, crowd):
    grants = {
        KIND: {"view": "all", "export": "all", "fields": {"*": "read", "contact": "masked", "spend": "none"}},
        "integrations.export_run": {"view": "own", "add": "own", "fields": {"*": "read"}},
    }
    actor = shop.actor_with(grants, staff=shop.hire("analyst", None))
    heads, first, *_rest = rows_of(actor, ask(actor))
    assert len(heads) == len(COLUMNS) - 1
    assert "13900000000" not in first[1]
    assert "****" in first[1]


def test_it_is_on_record_with_columns_condition_and_count(boss, crowd):
    run = ask(boss, reason="给财务")
    detail = AuditEntry.objects.get(action="export", resource=KIND).detail
    assert detail == {"columns": COLUMNS, "condition": None, "rows": 6, "form": "csv", "reason": "给财务"}
    operations.take_export(boss, run.uid)
    assert AuditEntry.objects.filter(
        action="export", resource="integrations.export_run", record_id=run.pk
    ).exists()


def test_who_may_not_take_gets_nothing(actors, crowd):
    for role in ("advisor", "service", "workshop", "marketing"):
        with pytest.raises(policy.Denied):
            ask(actors[role])
    assert not ExportRun.objects.exists()


def test_the_file_is_for_who_asked_alone(actors, boss, crowd):
    run = ask(boss)
    for role in ("admin", "manager"):
        with pytest.raises(policy.NotFound):
            operations.take_export(actors[role], run.uid)


def test_a_role_takes_so_many_rows_a_day(actors, crowd, monkeypatch):
    manager = actors["manager"]
    assert (rules.rows_a_day(manager, KIND), rules.rows_a_day(actors["admin"], KIND)) == (5000, None)
    monkeypatch.setattr(rules, "rows_a_day", lambda _actor, _resource: 10)
    ask(manager)
    with pytest.raises(ValidationError):
        ask(manager)
    assert ExportRun.objects.count() == 1
    ask(manager, picked=[each.uid for each in crowd[:4]])


def test_many_people_take_a_reason(boss, crowd, monkeypatch):
    monkeypatch.setattr(rules, "REASON_FROM", 5)
    with pytest.raises(ValidationError) as refused:
        ask(boss)
    assert "reason" in refused.value.message_dict
    assert ask(boss, reason="对账").status == "done"
    assert ask(boss, columns=["gender", "tags"]).status == "done"


def test_a_long_one_is_written_in_the_background(boss, crowd, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    run = ask(boss)
    assert run.status == "waiting"
    with pytest.raises(policy.NotFound):
        operations.take_export(boss, run.uid)
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.written) == ("done", 6)
    assert len(rows_of(boss, run)) == 7
    (told,), _following = notices.notices(boss)
    assert "6 行" in told.text
    assert told.record_uid == run.uid


def test_stopped_it_is_not_written(boss, crowd, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    run = ask(boss)
    operations.stop_export(boss, run.uid)
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.file) == ("stopped", "")


def test_a_right_taken_away_ends_it_in_words(actors, crowd, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    manager = actors["manager"]
    run = ask(manager)
    actors.people["manager"].is_active = False
    actors.people["manager"].save()
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.file) == ("failed", "")
    assert run.fault
    assert [each.kind for each in Notice.objects.all()] == ["export_failed"]


def test_after_a_week_the_file_is_gone(boss, crowd, committed):
    run = ask(boss)
    path, _run = operations.take_export(boss, run.uid)
    ExportRun.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(policy.NotFound):
        operations.take_export(boss, run.uid)
    with committed():
        assert operations.forget_exports() == 1
    assert not path.exists()
    run.refresh_from_db()
    assert (run.file, run.written) == ("", 6)
