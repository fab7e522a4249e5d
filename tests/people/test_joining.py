"""Members who register themselves: what a form makes, and what it never touches."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.core import jobs
from parure.core.models import Event, Job
from parure.engagement.models import Notice
from parure.engagement.notices import queries as bell
from parure.engagement.notices.operations import tell_of_joining
from parure.people import operations as people
from parure.people.consents.standing import standing
from parure.people.joining import reading
from parure.people.joining.acting import acting_for
from parure.people.joining.said import Birthday, Said
from parure.people.models import Consent, Customer, JoinLink, JoinRequest

pytestmark = pytest.mark.django_db

PHONE = "+8613900017733"
BORN = Birthday("lunar", 8, 15, 1990)
FORM = Said("沈佩兰", PHONE, "F", BORN, ("keep_data", "marketing_sms"))


@pytest.fixture
def link(actors, stores):
    return people.make_join_link(actors["manager"], label="柜台", store_uid=stores.lake.uid)


def send(link, said=FORM, **more):
    """Send the form and let the worker do what follows; returns the request."""
    people.take_in(link.token, said, **more)
    row = JoinRequest.objects.latest("pk")
    people.settle_request(row.pk)
    row.refresh_from_db()
    return row


# ── somebody new ─────────────────────────────────────────────────────────────


def test_who_is_new_is_registered_with_birthday_and_consents(link, actors, stores):
    row = send(link)
    customer = Customer.objects.get()
    assert (customer.name, customer.gender, customer.source_channel) == ("沈佩兰", "F", "扫码入会")
    assert (customer.home_store, customer.owner) == (stores.lake, None)
    born = customer.dates.get()
    assert (born.kind, born.calendar, born.month, born.day, born.year) == ("birthday", "lunar", 8, 15, 1990)
    shown = policy.record(actors["advisor"], "people.customer", customer, ["phones"])
    assert [str(each) for each in shown.phones] == ["139****7733"]
    assert (row.state, row.customer) == ("registered", customer)


def test_a_consent_carries_link_time_and_wording_and_no_more_than_was_ticked(link):
    row = send(link)
    found = {each.purpose: each for each in Consent.objects.all()}
    assert set(found) == {"keep_data", "marketing_sms"}
    said = found["marketing_sms"]
    when = timezone.localtime(row.at)
    assert (said.given, said.how, said.wording, said.at) == (True, "qr_form", "2026-11-22", row.at)
    assert said.evidence == f"扫码入会 柜台 · {when:%Y-%m-%d %H:%M} · 2026-11-22"
    assert Customer.objects.get().marketing_consent is True


def test_nothing_of_the_form_is_kept_twice(link):
    row = send(link)
    assert (row.name, bytes(row.sealed), bytes(row.digest), row.said) == ("", b"", b"", {})


def test_the_same_form_sent_twice_registers_once(link):
    for _ in range(2):
        send(link, request_key="form")
    assert Customer.objects.count() == JoinRequest.objects.count() == 1
    assert JoinLink.objects.get().used == 1


def test_an_advisors_own_link_makes_them_the_advisor_while_they_work_here(actors, stores):
    advisor = actors["advisor"] and actors.people["advisor"]
    link = people.make_join_link(
        actors["manager"], label="My code", store_uid=stores.lake.uid, advisor_uid=advisor.uid
    )
    send(link)
    assert Customer.objects.get().owner == advisor
    advisor.is_active = False
    advisor.save()
    send(link, Said("周白鹭", "+8613900017734", purposes=("keep_data",)))
    assert Customer.objects.get(name="周白鹭").owner is None


def test_the_links_actor_may_register_here_and_nothing_else(link, stores):
    actor = acting_for(link)
    elsewhere = shop.customer(home_store=stores.opera)
    assert not policy.rows(actor, "people.customer").filter(pk=elsewhere.pk).exists()
    assert policy.may(actor, "sales.order") is False
    with pytest.raises(policy.Denied):
        policy.check_write(actor, "people.customer", ["remark"])
    with pytest.raises(policy.Denied):
        people.archive_customer(actor, elsewhere.uid)


# ── somebody known ───────────────────────────────────────────────────────────


def known(actors, **values):
    return people.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE, **values)


def test_a_stranger_changes_nothing_of_a_known_record(link, actors):
    customer = known(actors)
    before = Customer.objects.values().get(pk=customer.pk)
    row = send(link)
    assert row.state == "open"
    assert Customer.objects.values().get(pk=customer.pk) == before
    assert (Customer.objects.count(), Consent.objects.count(), customer.dates.count()) == (1, 0, 0)


def test_an_archived_record_is_known_too(link, actors):
    people.archive_customer(actors["manager"], known(actors).uid)
    assert send(link).state == "open"
    assert Customer.objects.count() == 1


def test_what_is_sent_costs_the_same_whoever_sends_it(link, actors):
    known(actors)
    people.archive_customer(
        actors["manager"], people.register_customer(actors["advisor"], name="A", phone="13900017735").uid
    )
    counts = set()
    for phone in ("+8613900017733", "+8613900017734", "+8613900017735"):
        with CaptureQueriesContext(connection) as asked:
            people.take_in(link.token, Said("沈佩兰", phone, purposes=("keep_data",)), request_key=phone)
        counts.add(len(asked))
    assert len(counts) == 1


def test_staff_take_over_what_is_new(link, actors):
    customer = known(actors)
    row = send(link)
    beside = reading.request_beside(actors["advisor"], row.uid)
    assert [each.customer.uid for each in beside.matches] == [customer.uid]
    assert (beside.matches[0].has_birthday, beside.matches[0].agreed) == (False, frozenset())
    people.take_over_request(
        actors["advisor"],
        row.uid,
        customer_uid=customer.uid,
        gender=True,
        birthday=True,
        purposes=["keep_data"],
    )
    customer.refresh_from_db()
    assert (customer.gender, customer.dates.get().month) == ("F", 8)
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["keep_data"]
    row.refresh_from_db()
    assert (row.state, row.customer) == ("taken", customer)


ALL = {"gender": True, "birthday": True, "purposes": ["keep_data", "marketing_sms"]}


@pytest.fixture
def taken(link, actors):
    """A form that was taken over into a record, and the record."""
    customer = known(actors)
    row = send(link)
    people.take_over_request(actors["advisor"], row.uid, customer_uid=customer.uid, **ALL)
    customer.refresh_from_db()
    assert customer.marketing_consent is True
    return row, customer


def test_what_was_taken_over_wrongly_is_taken_out_and_can_be_taken_over_again(taken, actors):
    row, customer = taken
    advisor = actors["advisor"]
    assert [each.customer.title for each in reading.taken_requests(advisor)] == ["沈佩兰"]
    people.undo_take_over(advisor, row.uid)
    customer.refresh_from_db()
    assert (customer.gender, customer.dates.count(), customer.marketing_consent) == ("", 0, None)
    assert standing(customer.pk) == {}
    assert [each.uid for each in reading.waiting_requests(advisor)] == [row.uid]
    people.take_over_request(advisor, row.uid, customer_uid=customer.uid, **ALL)
    customer.refresh_from_db()
    assert (customer.gender, customer.dates.count(), customer.marketing_consent) == ("F", 1, True)
    assert set(standing(customer.pk)) == {"keep_data", "marketing_sms"}


@pytest.mark.parametrize(
    "meddle",
    [
        lambda actor, lan: people.change_customer(actor, lan.uid, gender="M"),
        lambda actor, lan: lan.dates.update(month=9),
        lambda actor, lan: people.remove_date(actor, lan.dates.get().uid),
        lambda actor, lan: people.withdraw_consent(actor, lan.uid, purpose="marketing_sms", how="counter"),
    ],
)
def test_what_somebody_changed_since_stays_all_of_it(meddle, taken, actors):
    row, customer = taken
    meddle(actors["advisor"], customer)
    before = Consent.objects.count()
    with pytest.raises(ValidationError):
        people.undo_take_over(actors["advisor"], row.uid)
    row.refresh_from_db()
    assert (row.state, Consent.objects.count()) == ("taken", before)


def test_after_a_week_the_form_is_erased_and_stays_taken_over(taken, actors):
    row, _customer = taken
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=8))
    assert (people.forget_taken_over(), people.forget_taken_over()) == (1, 0)
    row.refresh_from_db()
    assert (row.name, bytes(row.sealed), row.said) == ("", b"", {})
    assert reading.taken_requests(actors["advisor"]) == []
    with pytest.raises(ValidationError):
        people.undo_take_over(actors["advisor"], row.uid)


def test_what_the_record_has_is_never_overwritten(link, actors):
    customer = known(actors, gender="M")
    people.add_date(actors["advisor"], customer.uid, kind="birthday", month=1, day=2)
    row = send(link)
    people.take_over_request(
        actors["advisor"], row.uid, customer_uid=customer.uid, gender=True, birthday=True
    )
    customer.refresh_from_db()
    assert (customer.gender, customer.dates.get().month) == ("M", 1)


def test_it_goes_into_no_record_with_another_number(link, actors):
    known(actors)
    other = people.register_customer(actors["advisor"], name="周白鹭")
    row = send(link)
    with pytest.raises(ValidationError):
        people.take_over_request(actors["advisor"], row.uid, customer_uid=other.uid, gender=True)


def test_somebody_of_the_family_becomes_a_customer_of_their_own(link, actors):
    known(actors)
    row = send(link, Said("沈小兰", PHONE, purposes=("keep_data",)))
    made = people.register_request(actors["advisor"], row.uid)
    assert Customer.objects.count() == 2
    assert people.register_request(actors["advisor"], row.uid) == made


def test_set_aside_and_brought_back(link, actors):
    known(actors)
    row = send(link)
    people.set_request_aside(actors["advisor"], row.uid)
    assert reading.waiting_requests(actors["advisor"]) == []
    people.reopen_request(actors["advisor"], row.uid)
    assert [each.title for each in reading.waiting_requests(actors["advisor"])] == ["沈佩兰"]


def test_a_record_of_another_store_is_told_of_without_a_name(link, actors, staff, stores):
    there = shop.acting(staff("advisor", stores.opera))
    people.register_customer(there, name="周翠鸟", phone=PHONE)
    beside = reading.request_beside(actors["advisor"], send(link).uid)
    assert (beside.matches, beside.out_of_reach) == ([], True)


def test_a_merge_takes_the_request_along(link, actors):
    made = send(link)
    other = people.register_customer(actors["manager"], name="沈佩兰")
    people.merge_customers(actors["manager"], other.uid, made.customer.uid)
    made.refresh_from_db()
    assert made.customer == other


# ── links ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["ended", "run out", "closed store", "unknown"])
def test_a_link_that_holds_no_more_takes_nothing_in(how, link, actors):
    token = link.token
    if how == "ended":
        people.end_join_link(actors["manager"], link.uid)
    elif how == "run out":
        JoinLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    elif how == "closed store":
        link.store.is_active = False
        link.store.save()
    else:
        token = "nobody"
    with pytest.raises(policy.NotFound):
        people.take_in(token, FORM)
    assert not JoinRequest.objects.exists()


def test_an_ended_link_can_be_opened_again(link, actors):
    people.end_join_link(actors["manager"], link.uid)
    people.reopen_join_link(actors["manager"], link.uid)
    send(link)
    assert Customer.objects.exists()


def test_who_makes_links_and_who_shows_them(link, actors, stores):
    assert [each.link.title for each in reading.join_links(actors["advisor"])] == ["柜台"]
    with pytest.raises(policy.Denied):
        people.make_join_link(actors["advisor"], label="X", store_uid=stores.lake.uid)
    with pytest.raises(policy.NotFound):
        people.end_join_link(actors["advisor"], link.uid)
    with pytest.raises(policy.Denied):
        people.make_join_link(actors["manager"], label="X", store_uid=stores.opera.uid)


# ── told, forgotten, kept to itself ──────────────────────────────────────────


def test_the_stores_manager_is_told_or_the_links_advisor(link, actors, stores):
    advisor = actors["advisor"] and actors.people["advisor"]
    made, waits = send(link), send(link)
    tell_of_joining(made.pk, made.customer_id, stores.lake.pk, None)
    tell_of_joining(waits.pk, None, stores.lake.pk, advisor.pk)
    told = {each.staff_id: each.kind for each in Notice.objects.all()}
    assert told == {actors.people["manager"].pk: "joined", advisor.pk: "join_waits"}
    lines, _more = bell.notices(actors["manager"])
    assert [each.text for each in lines] == ["沈佩兰 扫码入会了"]


def test_the_worker_does_what_follows(link, actors, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people.take_in(link.token, FORM)
    assert not Customer.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        for job in Job.objects.filter(task__contains="settle_join_request"):
            jobs.run_now([job.pk])
    assert Customer.objects.get().name == "沈佩兰"
    assert Notice.objects.get().staff == actors.people["manager"]


def test_requests_are_forgotten_after_ninety_days(link, actors):
    known(actors)
    old, new = send(link), send(link)
    JoinRequest.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=91))
    assert people.forget_old_requests() == 1
    assert list(JoinRequest.objects.all()) == [new]


def test_the_phone_stands_in_no_event_job_or_audit(link, actors):
    known(actors)
    send(link)
    send(link, Said("周翠鸟", "+8613900017744", purposes=("keep_data",)))
    kept = [*Event.objects.values_list("payload", flat=True), *Job.objects.values_list("payload", flat=True)]
    kept += list(AuditEntry.objects.values("before", "after", "detail", "actor_label"))
    assert "139000177" not in str(kept)
    waiting = JoinRequest.objects.filter(state="open").values().get()
    assert "139000177" not in str(waiting)
