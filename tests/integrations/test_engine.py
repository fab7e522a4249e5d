"""Imports under kill -9: at whatever moment a process dies, the next one goes on and the sums are right."""

import time

import pytest
from django.db.models import Sum

from factories import database, imports
from parure.access.roles import seed_roles
from parure.core.models import Job
from parure.integrations import operations
from parure.integrations.imports import engine
from parure.integrations.models import ImportProblem, ImportRun, ImportStatus
from parure.loyalty.models import PointEntry
from parure.people.models import ContactPoint, Customer, SearchToken
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment

KILLED = -9
PATIENCE_SECONDS = 60
UNDER_WAY = (ImportStatus.CHECKING, ImportStatus.WRITING, ImportStatus.UNDOING)
MEMBERS = 400


def members(count: int = MEMBERS) -> str:
    rows = ["会员卡号,姓名,手机,生日,可用积分,累计消费,标签"]
    for n in range(count):
        phone = f"138{n:08d}" if n % 50 else "12"  # every fiftieth can't be dialled
        name = f"沈{chr(0x4E00 + n)}" if n % 40 else ""
        card = f"V{n:05d}" if n % 40 else ""
        rows.append(f"{card},{name},{phone},1988-08-08,{n},{n}.50,VIP")
    return "\n".join([*rows, "合计,,,,1,1,"]) + "\n"


def orders(count: int = 150) -> str:
    """Each order has one to three rows; some name nobody."""
    rows = ["订单号,下单时间,手机,客户姓名,商品名称,数量,单价,订单金额,实付金额"]
    for n in range(count):
        size, phone = n % 3 + 1, f"138{n % 60:08d}" if n % 25 else ""
        name = f"沈{chr(0x4E00 + n % 60)}" if n % 25 else ""
        head = f"S{n:05d},2025-11-{n % 28 + 1:02d} 10:00,{phone},{name}"
        rows.extend(f"{head},足金手链{line},1,100.00,{size}00.00,{size}00.00" for line in range(size))
    return "\n".join(rows) + "\n"


def begun(content: str, kind: str) -> ImportRun:
    seed_roles()
    actor = imports.head_office()
    return operations.write_import(actor, imports.bring(content, kind, actor).uid)


def killed_then_finished(run: ImportRun, moments: list[tuple[str, int]]) -> ImportRun:
    for moment, batch in moments:
        done = database.run_script("factories.mortal_import", moment, str(batch))
        assert done.returncode == KILLED, (done.returncode, done.stderr[-2000:])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:  # a job that failed by the way is due again a little later
        done = database.run_script("factories.mortal_import", "live")
        assert done.returncode == 0, done.stderr[-2000:]
        run.refresh_from_db()
        if run.status not in UNDER_WAY:
            return run
    raise AssertionError(list(Job.objects.exclude(error="").values_list("task", "status", "error")))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "moments", [[("within", 1), ("after", 1), ("within", 2), ("after", 3)], [("after", 6), ("within", 1)]]
)
def test_customers_are_neither_lost_nor_doubled(moments):
    run = killed_then_finished(begun(members(), "customers"), moments)
    assert run.status == ImportStatus.DONE
    nobody = MEMBERS // 40
    kept = [n for n in range(MEMBERS) if n % 40 or n % 50]
    assert imports.counts(run) == (len(kept), 0, 0, 1, MEMBERS - len(kept))
    assert Customer.objects.count() == len(kept)
    assert ContactPoint.objects.count() == sum(1 for n in kept if n % 50)
    assert PointEntry.objects.aggregate(sum=Sum("points"))["sum"] == sum(kept)
    assert OpeningSpend.objects.aggregate(sum=Sum("amount_minor"))["sum"] == sum(n * 100 + 50 for n in kept)
    assert Customer.objects.aggregate(sum=Sum("total_spent_minor"))["sum"] == sum(n * 100 + 50 for n in kept)
    assert SearchToken.objects.values("customer_id").distinct().count() == len(kept)
    assert nobody


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_orders_are_neither_lost_nor_cut():
    run = killed_then_finished(
        begun(orders(), "orders"), [("within", 1), ("after", 2), ("within", 3), ("after", 4)]
    )
    assert run.status == ImportStatus.DONE
    kept = [n for n in range(150) if n % 25]
    rows = sum(n % 3 + 1 for n in kept)
    assert imports.counts(run)[0] == rows
    assert run.read == sum(n % 3 + 1 for n in range(150))
    assert Order.objects.count() == len(kept)
    assert OrderLine.objects.count() == rows
    assert Payment.objects.aggregate(sum=Sum("amount_minor"))["sum"] == rows * 10_000
    assert Customer.objects.aggregate(sum=Sum("total_spent_minor"))["sum"] == rows * 10_000
    assert Customer.objects.aggregate(sum=Sum("order_count"))["sum"] == len(kept)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_undo_goes_on_where_it_was_killed():
    seed_roles()
    before = imports.dump()
    run = killed_then_finished(begun(orders(), "orders"), [("after", 2)])
    operations.undo_import(imports.head_office(), run.uid)
    run = killed_then_finished(run, [("within", 1), ("within", 3), ("within", 2)])
    assert run.status == ImportStatus.UNDONE
    assert imports.dump() == before
    assert (
        sum(each.amount_minor * (1 if each.kind == "PAYMENT" else -1) for each in Payment.objects.all()) == 0
    )


@pytest.mark.django_db
def test_stopping_keeps_what_came_in_and_going_on_brings_the_rest(monkeypatch, roles):
    monkeypatch.setitem(engine.ROWS_A_BATCH, "customers", 50)
    actor = imports.head_office()
    run = imports.bring(members(), "customers", actor)

    def stop_after_two(seen: ImportRun) -> None:
        if seen.read >= 100:
            operations.stop_import(actor, run.uid)

    token = engine.progress.set(stop_after_two)
    run = imports.finish(operations.write_import(actor, run.uid))
    engine.progress.reset(token)
    assert (run.status, run.read) == (ImportStatus.STOPPED, 100)
    assert Customer.objects.count() == run.created
    run = imports.finish(operations.resume_import(actor, run.uid))
    assert run.status == ImportStatus.DONE
    assert run.read == MEMBERS + 1
    assert Customer.objects.count() == run.created


@pytest.mark.django_db
def test_a_batch_costs_the_same_queries_whatever_its_rows(roles, django_assert_max_num_queries):
    # the jobs that follow an import included (segments and figures among them); PostgreSQL is asked for blocks of keys, too
    with django_assert_max_num_queries(166) as few:
        imports.write(members(20), "customers")
    with django_assert_max_num_queries(len(few.captured_queries) + 8):
        imports.write(members(390), "customers", source="other")


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_costs_itself_only(monkeypatch, roles):
    from parure.integrations.imports.writers import customers

    make = customers.write_customers

    def fussy(images, **values):
        if any(image.name == "沈专" for image in images):
            raise ValueError("no")
        return make(images, **values)

    monkeypatch.setattr(customers, "write_customers", fussy)
    content = "会员卡号,姓名,手机\n" + "".join(
        f"V{n},{name},1380000{n:04d}\n" for n, name in enumerate(["沈一", "沈专", "沈三", "沈四"])
    )
    run = imports.write(content, "customers")
    assert imports.counts(run) == (3, 0, 0, 0, 1)
    assert imports.codes(run) == {3: ["row_refused"]}


@pytest.mark.django_db
def test_problems_of_a_file_full_of_them_are_counted_and_the_first_kept(monkeypatch, roles):
    monkeypatch.setattr(engine, "KEPT_WARNINGS", 5)
    monkeypatch.setitem(engine.ROWS_A_BATCH, "customers", 10)
    run = imports.write(
        "会员卡号,姓名,手机,性别\n" + "".join(f"V{n},沈佩,1380000{n:04d},猫\n" for n in range(60)),
        "customers",
    )
    assert run.reading["problems"]["gender_unknown"] == ["warning", 60]
    assert ImportProblem.objects.filter(run=run).count() < 60
