"""Reports by email: each gets what they may see, once; nothing is lost in a crash, nobody is written to who has left."""

import io
import signal
import subprocess
import sys
from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from python_calamine import CalamineWorkbook

from factories import buying, database, post, shop
from factories.figures import reckoned
from parure.access import policy
from parure.access.models import AuditEntry, Role
from parure.access.operations import deactivate_staff
from parure.core import jobs
from parure.core.models import Job
from parure.insight.mailing import operations, sending
from parure.insight.mailing.reading import mailings
from parure.insight.models import Mailing, Sent
from parure.insight.reports.operations import keep_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
QUESTION = {"dataset": "orders", "measures": ["sales", "orders"], "by": ["store"], "period": "this_year"}


@pytest.fixture
def office(settings):
    with post.post_office() as open_:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", open_.port
        settings.DEFAULT_FROM_EMAIL = "reports@shop.example"
        settings.PARURE_URL = "https://crm.example"
        yield open_


@pytest.fixture
def sold(roles, stores):
    for number, (store, name, total) in enumerate(
        ((stores.lake, "甲", 120_00), (stores.lake, "乙", 80_00), (stores.opera, "丙", 900_00))
    ):
        customer = shop.customer(name, home_store=store)
        buying.bought(customer, number, timezone.now(), total_minor=total, paid_minor=total, store=store)
    reckoned(timezone.localdate())


@pytest.fixture
def people(sold, stores):
    return {
        role: shop.hire(role, stores.lake, username=role, email=f"{role}@shop.example")
        for role in ("owner", "manager", "advisor", "service")
    }


@pytest.fixture
def scheduled(people):
    return schedule(people)


def schedule(people, *receivers, **values):
    boss = shop.acting(people["owner"])
    report = keep_report(boss, title="各店销售", question=QUESTION, is_shared=True)
    wanted = receivers or ("owner", "manager")
    values = {"every": "day", "hour": 8, "forms": ["xlsx"]} | values
    return operations.schedule_report(
        boss, report.uid, receivers=[people[each].uid for each in wanted], **values
    )


def fall_due(mailing):
    """Its hour has come."""
    Mailing.objects.filter(pk=mailing.pk).update(next_at=timezone.now() - timedelta(minutes=1))
    sending.plan_due_mailings()


def send(mailing):
    fall_due(mailing)
    jobs.run_all()


def states(mailing):
    return {each.staff.username: (each.state, each.reason) for each in Sent.objects.filter(mailing=mailing)}


def rows_of(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def pdf_text(content):
    document = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_each_gets_what_they_may_see_in_both_forms(office, people, stores):
    scheduled = schedule(people, forms=["xlsx", "pdf"])
    send(scheduled)
    assert {each["To"] for each in office.mails} == {"owner@shop.example", "manager@shop.example"}
    (all_stores,), (own,) = office.of("owner@shop.example"), office.of("manager@shop.example")
    assert [row[1] for row in rows_of(post.files_of(all_stores)["xlsx"])[1:]] == [
        "900.00",
        "200.00",
        "1100.00",
    ]
    assert [row[0] for row in rows_of(post.files_of(own)["xlsx"])[1:]] == [stores.lake.name, "全部"]
    assert stores.opera.name in pdf_text(post.files_of(all_stores)["pdf"])
    assert stores.opera.name not in pdf_text(post.files_of(own)["pdf"]) + post.text_of(own)
    words = post.text_of(own)
    for each in (
        "各店销售",
        "¥200",
        "数据截至",
        f"https://crm.example/insight/reports/{scheduled.report.uid}/",
    ):
        assert each in words
    assert own["Subject"].startswith("各店销售")
    assert own["From"] == "reports@shop.example"
    assert states(scheduled) == {"owner": ("sent", ""), "manager": ("sent", "")}


def test_an_advisor_who_may_export_gets_their_own_customers_and_nothing_masked(office, people, stores):
    role = Role.objects.create(
        code="takes",
        name="takes",
        grants={
            "people.customer": {"view": "own", "export": "own", "fields": {"*": "read", "spend": "masked"}},
            "insight.report": {"view": "own", "fields": {"*": "read"}},
            "access.store": {"view": "all", "fields": {"*": "read"}},
        },
    )
    people["advisor"].roles.set([role])
    mine = shop.customer("丁", home_store=stores.lake, owner=people["advisor"])
    buying.bought(mine, 9, timezone.now(), total_minor=77_777_00, paid_minor=77_777_00, store=stores.lake)
    reckoned(timezone.localdate())
    boss = shop.acting(people["owner"])
    for measures in (["customers"], ["customers", "spent"]):
        report = keep_report(
            boss, title="客户", question={"dataset": "customers", "measures": measures, "by": ["store"]},
            is_shared=True,
        )  # fmt: skip
        send(
            operations.schedule_report(
                boss, report.uid, every="day", hour=1, forms=["xlsx"],
                receivers=[people["advisor"].uid, people["owner"].uid],
            )
        )  # fmt: skip
    (counted,) = office.of("advisor@shop.example")
    assert [row[1] for row in rows_of(post.files_of(counted)["xlsx"])[1:]] == [1, 1]
    assert "77," not in post.text_of(counted)
    assert len(office.of("owner@shop.example")) == 2
    assert "77,977" in post.text_of(office.of("owner@shop.example")[1])


def test_who_lacks_something_is_left_out_and_the_page_says_so(office, people):
    people["manager"].email = ""
    people["manager"].save()
    mailing = schedule(people, "owner", "manager", "advisor", "service")
    (seen,) = mailings(shop.acting(people["owner"]), mailing.report.uid)
    assert {why for _name, why in seen.left_out} == {"没有工作邮箱", "无权导出文件", "无权看其中的数据"}
    send(mailing)
    assert {each["To"] for each in office.mails} == {"owner@shop.example"}
    assert states(mailing) == {
        "owner": ("sent", ""),
        "manager": ("left_out", "no_email"),
        "advisor": ("left_out", "no_export"),
        "service": ("left_out", "no_right"),
    }
    (seen,) = mailings(shop.acting(people["owner"]))
    assert (seen.sent, seen.troubles, len(seen.left_out)) == (1, [], 3)


def test_a_report_that_is_not_shared_any_more_reaches_its_owner_only(office, people, scheduled):
    scheduled.report.is_shared = False
    scheduled.report.save()
    send(scheduled)
    assert states(scheduled) == {"owner": ("sent", ""), "manager": ("left_out", "out_of_reach")}


def test_a_leaver_gets_nothing_from_that_moment(office, people, scheduled):
    fall_due(scheduled)
    deactivate_staff(shop.acting(people["owner"]), people["manager"].uid)
    jobs.run_all()
    assert {each["To"] for each in office.mails} == {"owner@shop.example"}


def test_of_a_leaver_nothing_goes_out(office, people, scheduled, staff):
    deactivate_staff(shop.acting(staff("admin")), people["owner"].uid)
    send(scheduled)
    assert office.mails == []


def test_the_language_is_the_receivers(office, people):
    people["manager"].language = "en"
    people["manager"].save()
    send(schedule(people, "manager"))
    assert "Figures of" in post.text_of(office.mails[0])


def test_a_title_of_two_lines_makes_one_subject(office, people):
    mailing = schedule(people, "manager")
    mailing.report.title = "各店\r\nBcc: x@y.example"
    mailing.report.save()
    send(mailing)
    (mail,) = office.mails
    assert mail["Subject"].startswith("各店 Bcc: x@y.example · ")
    assert mail["Bcc"] is None


def test_every_sending_is_on_record_with_its_receiver(office, people, scheduled):
    send(scheduled)
    found = AuditEntry.objects.filter(action="export", resource="sales.order")
    assert {(each.staff_id, each.detail["rows"]) for each in found} == {
        (people["owner"].pk, 2),
        (people["manager"].pk, 1),
    }
    assert all(each.detail["mailing"] == str(scheduled.uid) for each in found)


def test_asked_twice_it_is_sent_once(office, people, scheduled):
    send(scheduled)
    for job in Job.objects.filter(task=sending.TASK):
        Job.objects.create(task=job.task, payload=job.payload, due_at=timezone.now())
    sending.plan_due_mailings()
    jobs.run_all()
    assert len(office.mails) == 2


def test_several_hours_missed_are_one_mail_and_the_next_is_ahead(office, people, scheduled):
    Mailing.objects.filter(pk=scheduled.pk).update(next_at=timezone.now() - timedelta(days=5))
    sending.plan_due_mailings()
    jobs.run_all()
    assert len(office.mails) == 2
    scheduled.refresh_from_db()
    assert scheduled.next_at > timezone.now()


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_around_the_handing_over_sends_nothing_twice(office, people, monkeypatch, when):
    mailing = schedule(people, "manager", "owner")
    hand_over = sending._hand_over

    def dying(run, sent, letter, server):
        if when == "after":
            letter.message.connection = server
            letter.message.send()
        raise Killed

    fall_due(mailing)
    monkeypatch.setattr(sending, "_hand_over", dying)
    with pytest.raises(Killed):
        jobs.run_all()
    came = len(office.mails)
    monkeypatch.setattr(sending, "_hand_over", hand_over)
    Job.objects.filter(status=Job.Status.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.run_all()
    assert came == (1 if when == "after" else 0)
    assert len(office.mails) == came + 1
    assert sorted(states(mailing).values()) == [("sent", ""), ("unsure", "interrupted")]
    assert AuditEntry.objects.filter(action="export").count() == 2


def test_what_was_refused_is_tried_again_until_it_goes(office, people):
    mailing = schedule(people, "manager")
    office.answer = "451 later"
    send(mailing)
    assert states(mailing) == {"manager": ("waiting", "refused")}
    later = Job.objects.get(task=sending.TASK, status=Job.Status.WAITING)
    assert later.due_at > timezone.now() + timedelta(minutes=4)
    office.answer = ""
    Job.objects.filter(pk=later.pk).update(due_at=timezone.now())
    jobs.run_all()
    assert states(mailing) == {"manager": ("sent", "")}
    assert len(office.mails) == 1


def test_it_is_given_up_at_last_and_said(office, people):
    mailing = schedule(people, "manager")
    office.answer = "550 no"
    send(mailing)
    for _try in range(sending.MOST_TRIES):
        Job.objects.filter(status=Job.Status.WAITING).update(due_at=timezone.now())
        jobs.run_all()
    assert states(mailing) == {"manager": ("failed", "refused")}
    assert Sent.objects.get().tries == sending.MOST_TRIES
    assert not Job.objects.filter(status=Job.Status.WAITING).exists()


def test_without_a_server_or_figures_it_waits(office, people, settings, tmp_path):
    mailing = schedule(people, "manager")
    settings.EMAIL_HOST = ""
    send(mailing)
    assert states(mailing) == {"manager": ("waiting", "no_server")}
    settings.EMAIL_HOST, settings.PARURE_DATA = "127.0.0.1", tmp_path / "nothing"
    Job.objects.filter(status=Job.Status.WAITING).update(due_at=timezone.now())
    jobs.run_all()
    assert states(mailing) == {"manager": ("waiting", "no_copy")}
    assert office.mails == []


def test_paused_ended_and_put_away_nothing_goes_out(office, people, scheduled):
    boss = shop.acting(people["owner"])
    fall_due(scheduled)
    operations.pause_mailing(boss, scheduled.uid)
    jobs.run_all()
    assert (office.mails, Sent.objects.count()) == ([], 0)
    operations.resume_mailing(boss, scheduled.uid)
    fall_due(scheduled)
    operations.end_mailing(boss, scheduled.uid)
    jobs.run_all()
    assert office.mails == []
    assert mailings(boss) == []
    operations.restore_mailing(boss, scheduled.uid)
    send(scheduled)
    assert len(office.mails) == 2


def test_what_is_wrong_is_told_by_field_and_who_may_not_export_schedules_nothing(people, scheduled):
    boss = shop.acting(people["owner"])
    for wrong, field in (
        ({"every": "never"}, "every"),
        ({"every": "week", "on": 7}, "on"),
        ({"every": "month", "on": 0}, "on"),
        ({"hour": 24}, "hour"),
        ({"forms": []}, "forms"),
        ({"forms": ["csv"]}, "forms"),
        ({"receivers": []}, "receivers"),
    ):
        with pytest.raises(ValidationError) as refused:
            operations.change_mailing(boss, scheduled.uid, **wrong)
        assert set(refused.value.message_dict) == {field}
    with pytest.raises(policy.Denied):
        operations.schedule_report(
            shop.acting(people["advisor"]), scheduled.report.uid, every="day", hour=8, forms=["pdf"],
            receivers=[people["advisor"].uid],
        )  # fmt: skip
    with pytest.raises(policy.NotFound):
        operations.change_mailing(shop.acting(people["manager"]), scheduled.uid, hour=9)
    assert Mailing.objects.count() == 1


def test_the_page_asks_a_fixed_number_of_queries(office, people, django_assert_max_num_queries):
    boss = shop.acting(people["owner"])
    for hour in range(4):
        send(schedule(people, "owner", "manager", hour=hour))
    assert len(mailings(boss)) == 4
    with django_assert_max_num_queries(9):
        mailings(boss)


def test_a_worker_killed_while_the_server_takes_a_mail_sends_it_once(office, people, tmp_path):
    mailing = schedule(people, "manager", "owner")
    fall_due(mailing)
    more = {
        "PARURE_DATA": str(tmp_path),
        "PARURE_SMTP_URL": f"smtp://127.0.0.1:{office.port}",
        "PARURE_MAIL_FROM": "reports@shop.example",
    }
    command = [sys.executable, "-m", "parure", "worker", "--until-idle"]
    worker = subprocess.Popen(command, env=database.environment(**more), cwd=database.ROOT)
    office.before = lambda: (worker.kill(), setattr(office, "before", None))
    assert worker.wait(timeout=120) == -signal.SIGKILL
    assert jobs.free_jobs_of_dead_workers() >= 1
    jobs.run_all()
    assert sorted(each["To"] for each in office.mails) == ["manager@shop.example", "owner@shop.example"]
    assert sorted(states(mailing).values()) == [("sent", ""), ("unsure", "interrupted")]
