"""A file read by a process of its own comes in as one that is read here."""

import pytest
from django.utils import timezone

from factories import imports
from parure.core.models import Job
from parure.integrations.imports import engine, reading_ahead
from parure.integrations.imports.problems import UnreadableFile
from parure.integrations.models import ImportProblem, ImportStatus
from parure.people.models import Customer
from parure.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)


def orders(count: int) -> str:
    rows = ["订单号,下单时间,手机,客户姓名,商品名称,数量,单价,订单金额,实付金额"]
    for n in range(count):
        size, phone = n % 3 + 1, f"138{n % 60:08d}"
        head = f"S{n:05d},2025-11-{n % 28 + 1:02d} 10:00,{phone},沈{chr(0x4E00 + n % 60)}"
        rows.extend(f"{head},足金手链{line},1,100.00,{size}00.00,{size}00.00" for line in range(size))
    return "\n".join(rows) + "\n"


@pytest.fixture
def always_ahead(monkeypatch, roles):
    monkeypatch.setattr(engine, "is_worth_it", lambda size: True)
    monkeypatch.setitem(engine.ROWS_A_BATCH, "orders", 40)


def outcome(run):
    problems = ImportProblem.objects.filter(run=run).order_by("line", "code").values_list("line", "code")
    lines = OrderLine.objects.order_by("order__order_no", "line_no").values_list("order__order_no", "title")
    counts = [getattr(run, name) for name in ("read", *imports.COUNTS)]
    return counts, list(problems), list(lines), Customer.objects.count()


@pytest.mark.slow
def test_batches_come_in_whole_and_in_order(always_ahead):
    run = imports.write(orders(90), "orders")
    assert run.status == ImportStatus.DONE
    assert run.read == run.created + run.updated + run.unchanged + run.skipped + run.failed == 180
    assert Order.objects.count() == 90
    assert OrderLine.objects.count() == 180


@pytest.mark.slow
def test_the_result_is_the_same_as_without(always_ahead, monkeypatch):
    ahead = outcome(imports.write(orders(60), "orders"))
    monkeypatch.setattr(engine, "is_worth_it", lambda size: False)
    again = imports.write(orders(60), "orders")
    assert (again.created, again.updated, again.unchanged) == (0, 0, ahead[0][1])
    assert outcome(again)[2:] == ahead[2:]


@pytest.mark.slow
def test_a_reader_that_dies_leaves_the_rest_for_the_next_try(always_ahead, monkeypatch):
    whole = reading_ahead.read_ahead

    def dies_after_one(task):
        for number, batch in enumerate(whole(task)):
            if number == 1:
                raise reading_ahead.ReaderFailed(task.kind)
            yield batch

    monkeypatch.setattr(engine, "read_ahead", dies_after_one)
    run = imports.bring(orders(60), "orders")
    imports.operations.write_import(imports.head_office(), run.uid)
    engine_tries = imports.finish(run)
    assert engine_tries.position > 0
    assert Order.objects.count() < 60
    monkeypatch.setattr(engine, "read_ahead", whole)
    Job.objects.filter(status=Job.Status.WAITING).update(due_at=timezone.now())
    assert imports.finish(run).status == ImportStatus.DONE
    assert Order.objects.count() == 60


@pytest.mark.slow
def test_a_file_that_is_gone_is_told():
    task = reading_ahead.Task("/no/such/file.csv", "orders", {}, {}, {}, 0, None, 10)
    with pytest.raises(UnreadableFile):
        next(reading_ahead.read_ahead(task))


@pytest.mark.slow
def test_a_reader_that_ends_without_a_word_is_noticed(tmp_path, capfd):
    path = tmp_path / "orders.csv"
    path.write_text(orders(2), encoding="utf-8")
    task = reading_ahead.Task(str(path), "no such kind", {}, {"订单号": "order_no"}, {}, 0, None, 10)
    with pytest.raises(reading_ahead.ReaderFailed):
        next(reading_ahead.read_ahead(task))
    assert "138" not in capfd.readouterr().err


def test_only_large_files_get_a_reader():
    assert not reading_ahead.is_worth_it(1000)
