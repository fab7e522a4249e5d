"""Every operation: asked twice it changes once, refused it changes nothing.

A new operation is a line in `CALLS`: its name -> a function of the canary shop that prepares what is needed and
returns the call, which takes the actor. `REPEATS` names those whose every call is a fact of its own, and why.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

import parure
from factories import canaries, shop, uploads
from parure.access import operations as access
from parure.access import policy
from parure.access.models import Role, SignIn, Store
from parure.automation import operations as automation
from parure.automation.background import operations as background
from parure.automation.bulk import operations as bulk
from parure.automation.verbs import VERBS, verb
from parure.catalog import operations as catalog
from parure.core import jobs, pictures
from parure.core.events import FACTS
from parure.customize import operations as customize
from parure.customize.models import Tag
from parure.customize.operations import views as kept_views
from parure.engagement import operations as engagement
from parure.engagement.models import NoticeKind
from parure.engagement.notices.operations import notify, read_notices
from parure.engagement.operations.changing import change_task, write_task
from parure.insight.groups import operations as groups
from parure.insight.mailing import operations as mailing
from parure.insight.models import RfmGroup
from parure.insight.reports import operations as reports
from parure.insight.reports.question import Question
from parure.integrations import operations as integrations
from parure.integrations.models import ExportRun
from parure.integrations.taking import operations as taking
from parure.loyalty import operations as loyalty
from parure.people import operations as people
from parure.people.models import Customer, DuplicatePair
from parure.people.operations.customers import add_customer, move_to_store
from parure.people.operations.ownership import write_owner
from parure.people.operations.tagging import tag_customer, write_tags
from parure.sales import operations as sales
from parure.sales.drafts import LineDraft, OrderDraft, PaymentDraft

pytestmark = pytest.mark.django_db
Call = Callable[[Any], Any]
TOMORROW = timezone.localdate() + timedelta(days=1)
NOON = timezone.now().replace(hour=4, minute=0, second=0, microsecond=0) - timedelta(days=1)

REPEATS = {
    "access.record_sign_out": "each sign-out is an entry",
    "access.set_password": "each setting is an entry, with a new salt",
    "access.reset_password": "each setting is another password",
    "access.change_own_password": "the second time the old one is wrong, and a wrong try counts",
    "access.start_preview": "each look around is on record",
    "access.stop_preview": "each look around is on record",
    "people.reveal_contact": "each look is on record",
    "engagement.task_for_customer": "a rule runs once for an event, see automation",
    "integrations.create_key": "each key is one of its own, with a secret of its own",
    "integrations.begin_import": "each file that is brought is a run of its own; its rows are what comes in once",
}
REPEATS |= {
    "integrations.ask_export": "each file is one of its own",
    "integrations.take_export": "each download is on record",
    "insight.note_report_taken": "each download is on record",
}
REPEATS |= {"automation.prepare_run": "a note of what is to be done; nothing is done before it begins"}
ASKS = {"integrations.check_rights"}  # only asks
OPEN = {
    "access.record_sign_out": "everybody may leave",
    "access.set_language": "everybody's own",
    "access.set_email": "everybody's own",
    "access.change_own_password": "everybody's own",
    "access.stop_preview": "everybody may stop",
}
# write no record that was there before; jobs ask for each record what their actor may
OWN = {
    "people.register_customer",
    "people.add_customer",
    "people.start_duplicate_search",
    "people.merge_certain",
    "engagement.read_notices",
}
QUIET = {"engagement.task_for_customer": "a rule about somebody out of reach has nothing to do"}
FAULTS = {  # known to be wrong; a line goes when its operation is mended
}


def order(built: canaries.Shop) -> Any:
    return sales.record_order(built.boss, draft(built))


def draft(built: canaries.Shop) -> OrderDraft:
    return OrderDraft(
        order_no="O-1",
        ordered_at=NOON,
        lines=(LineDraft(piece_uid=built.piece.uid, title="Ring", unit_price_minor=100_00),),
        payments=(PaymentDraft(amount_minor=100_00),),
        customer_uid=built.customer.uid,
    )


def colleague(built: canaries.Shop) -> Any:
    return shop.hire("advisor", built.stores.lake, username="colleague")


def shared_with_colleague(built: canaries.Shop) -> tuple[Any, Any]:
    uid = colleague(built).uid
    people.add_secondary_advisor(built.boss, built.customer.uid, staff_uid=uid)
    return built.customer.uid, uid


def covered_by_colleague(built: canaries.Shop) -> tuple[Any, Any]:
    uids = canaries.boss_uid(), colleague(built).uid
    people.add_cover(built.boss, uids[0], by_uid=uids[1], until=TOMORROW)
    return uids


def removed_wish(built: canaries.Shop) -> Any:
    made = canaries.wish(built)
    people.remove_wish(built.boss, made.uid)
    return made


def settled_feedback(built: canaries.Shop) -> Any:
    return people.settle_feedback(built.boss, canaries.feedback(built).uid, done="Called")


def removed_feedback(built: canaries.Shop) -> Any:
    made = canaries.feedback(built)
    people.remove_feedback(built.boss, made.uid)
    return made


def ended_link(built: canaries.Shop) -> Any:
    return people.end_join_link(built.boss, canaries.join_link(built).uid)


def sent_form(built: canaries.Shop) -> tuple[Any, Any]:
    return canaries.join_request(canaries.join_link(built)).uid, built.customer.uid


def form_taken(built: canaries.Shop) -> tuple[Any, Any]:
    made = sent_form(built)
    people.take_over_request(built.boss, made[0], customer_uid=made[1], purposes=["marketing_sms"])
    return made


def form_aside(built: canaries.Shop) -> tuple[Any, Any]:
    made = sent_form(built)
    people.set_request_aside(built.boss, made[0])
    return made


def in_the_pool(built: canaries.Shop) -> Any:
    Customer.objects.filter(pk=built.customer.pk).update(owner=None)
    return built.customer.uid


def an_assignment_rule(built: canaries.Shop) -> Any:
    return people.add_assignment_rule(built.boss, way="turn", store=built.stores.lake.uid).uid


def lake_uid() -> Any:
    return Store.objects.get(code="LAKE").uid


def with_password(built: canaries.Shop) -> None:
    access.set_password(built.boss, "canary-boss", shop.PASSWORD)


def leaver(built: canaries.Shop) -> Any:
    person = colleague(built)
    return access.deactivate_staff(built.boss, person.uid)


def signed_in(built: canaries.Shop) -> Any:
    """A browser that a colleague is signed in with."""
    later = timezone.now() + timedelta(hours=1)
    return SignIn.objects.create(session_key="k", session_data="", expire_date=later, staff=colleague(built))


def looked_through(built: canaries.Shop) -> Any:
    made = canaries.segment(built)
    jobs.run_all()
    return made


def put_away(built: canaries.Shop) -> Any:
    made = canaries.segment(built)
    people.archive_segment(built.boss, made.uid)
    return made


def paused_mailing(built: canaries.Shop) -> Any:
    return mailing.pause_mailing(built.boss, canaries.mailing(built).uid)


def ended_mailing(built: canaries.Shop) -> Any:
    return mailing.end_mailing(built.boss, canaries.mailing(built).uid)


def put_away_report(built: canaries.Shop) -> Any:
    made = canaries.report(built)
    reports.archive_report(built.boss, made.uid)
    return made


def failed_job(built: canaries.Shop) -> Any:
    return jobs.Job.objects.create(task="people.score_records", status="failed", failures=8)


def considering(made: Role) -> Any:
    return lambda actor: access.consider_new_types(actor, made.uid)


def an_old_role() -> Role:
    """A role of the shop's own from before the latest record types."""
    return Role.objects.get_or_create(code="clerk", defaults={"name": "Clerk", "grants": {}})[0]


def role(code: str) -> Any:
    return Role.objects.get(code=code)


def with_archived(built: canaries.Shop) -> Any:
    people.archive_customer(built.boss, built.customer.uid)
    return built.customer.uid


def a_pair(built: canaries.Shop) -> Any:
    first, second = sorted([built.customer.pk, built.other.pk])
    return DuplicatePair.objects.create(first_id=first, second_id=second, score=950).uid


def a_rule(built: canaries.Shop) -> Call:
    if "guard.nothing" not in VERBS:
        verb("guard.nothing", "nothing")(lambda *_: "")
    event = next(iter(FACTS))
    values = {"name": "R", "event": event, "condition": {}, "verb": "guard.nothing", "params": {}}
    return lambda actor: automation.create_rule(actor, **values)


def on_customer(operation: Callable[..., Any], **values: Any) -> Callable[[canaries.Shop], Call]:
    return lambda built: lambda actor: operation(actor, built.customer.uid, **values)


def on_first(operation: Callable[..., Any], related: str) -> Callable[[canaries.Shop], Call]:
    def prepare(built: canaries.Shop) -> Call:
        uid = getattr(built.customer, related).first().uid
        return lambda actor: operation(actor, uid)

    return prepare


def on_contact(operation: Callable[..., Any]) -> Callable[[canaries.Shop], Call]:
    def prepare(built: canaries.Shop) -> Call:
        uid = built.customer.contact_points.first().uid
        return lambda actor: operation(actor, built.customer.uid, contact_uid=uid)

    return prepare


def prepared(
    first: Callable[[canaries.Shop], Any], then: Callable[[Any, Any], Any]
) -> Callable[[canaries.Shop], Call]:
    """`then(actor, what first made)`."""

    def prepare(built: canaries.Shop) -> Call:
        made = first(built)
        return lambda actor: then(actor, made)

    return prepare


def task(built: canaries.Shop) -> Any:
    return engagement.create_task(built.boss, title="Call", due=TOMORROW, customer_uid=built.customer.uid)


def told(built: canaries.Shop) -> Call:
    notify(built.boss.staff_id, NoticeKind.BULK_DONE, "guarded")
    return read_notices


def done_task(built: canaries.Shop) -> tuple[Any, str]:
    kept = task(built)
    return kept.uid, engagement.complete_task(built.boss, kept.uid, outcome="Called").undo


def with_colleague(built: canaries.Shop) -> tuple[Any, Any]:
    return task(built).uid, colleague(built).uid


def points(built: canaries.Shop) -> Any:
    return loyalty.bring_in_points(built.boss, built.customer.uid, 50, on=TOMORROW, source_key="first")


def tag(built: canaries.Shop) -> Any:
    people.tag_customer(built.boss, built.customer.uid, add=["guarded"])
    return Tag.objects.get(name="guarded").uid


def removed_tag(built: canaries.Shop) -> Any:
    uid = tag(built)
    customize.remove_tag(built.boss, uid)
    return uid


def own_field(built: canaries.Shop) -> Any:
    """The first of two fields of the shop's own."""
    made = [
        customize.define_field(built.boss, "people.customer", code=code, label=code.title(), kind="text")
        for code in ("hobby", "motto")
    ]
    return made[0]


def retired_field(built: canaries.Shop) -> Any:
    return customize.retire_field(built.boss, own_field(built).uid)


FILE = "姓名,手机\n沈佩兰,13900001234\n".encode()


def brought(built: canaries.Shop) -> Any:
    """The uid of an import that waits for its first press."""
    return integrations.begin_import(built.boss, [FILE], "customers.csv", "customers").uid


def written(built: canaries.Shop) -> Any:
    return integrations.write_import(built.boss, brought(built)).uid


def stopped(built: canaries.Shop) -> Any:
    return integrations.stop_import(built.boss, written(built)).uid


def mapped(actor: Any, uid: Any, name: str = "") -> Any:
    columns = {"姓名": "name"}  # less than what is recognised
    return integrations.set_mapping(actor, uid, kind="customers", mapping=columns, save_as=name)


def with_saved_mapping(built: canaries.Shop) -> Any:
    uid = mapped(built.boss, brought(built), "Ours").uid
    return integrations.set_mapping(built.boss, uid).uid


def prepared_run(built: canaries.Shop) -> Any:
    """The uid of a bulk change that has not begun."""
    given = {"field": "campaign", "value": "Canary"}
    return bulk.prepare_run(built.boss, "people.customer", "set", given, picked=[built.customer.uid]).uid


def begun_run(built: canaries.Shop) -> Any:
    return bulk.start_run(built.boss, prepared_run(built)).uid


def stopped_run(built: canaries.Shop) -> Any:
    return bulk.stop_run(built.boss, begun_run(built)).uid


def done_run(built: canaries.Shop) -> Any:
    uid = begun_run(built)
    jobs.run_all()
    return uid


def kept_view(built: canaries.Shop, name: str = "Kept") -> Any:
    values: dict[str, Any] = {"condition": {"all": []}, "columns": [], "sort": ""}
    return customize.save_view(built.boss, "people.customer", name=name, **values).uid


def second_view(built: canaries.Shop) -> Any:
    kept_view(built)
    return kept_view(built, "Second")


def export(built: canaries.Shop) -> Any:
    return taking.ask_export(built.boss, "people.customer", columns=["name"], form="csv").uid


def waiting_export(built: canaries.Shop) -> Any:
    uid = export(built)
    ExportRun.objects.update(status="waiting")
    return uid


CALLS: dict[str, Callable[[canaries.Shop], Call]] = {
    "customize.change_view": prepared(
        kept_view, lambda actor, uid: kept_views.change_view(actor, uid, name="Other", sharing="everybody")
    ),
    "customize.move_view": prepared(
        second_view, lambda actor, uid: kept_views.move_view(actor, uid, place=0)
    ),
    "customize.copy_view": prepared(
        kept_view, lambda actor, uid: kept_views.copy_view(actor, uid, name="Copy")
    ),
    "customize.set_default_view": lambda built: (
        lambda actor: kept_views.set_default_view(actor, "people.customer", view="vip")
    ),
    "integrations.ask_export": lambda built: (
        lambda actor: taking.ask_export(actor, "people.customer", columns=["name"], form="csv")
    ),
    "integrations.stop_export": prepared(waiting_export, taking.stop_export),
    "integrations.take_export": prepared(export, taking.take_export),
    "automation.retry_job": prepared(failed_job, lambda actor, made: background.retry_job(actor, made.pk)),
    "automation.discard_job": prepared(
        failed_job, lambda actor, made: background.discard_job(actor, made.pk)
    ),
    "automation.prepare_run": lambda built: (
        lambda actor: bulk.prepare_run(
            actor,
            "people.customer",
            "set",
            {"field": "campaign", "value": "Canary"},
            picked=[built.customer.uid],
        )
    ),
    "automation.start_run": prepared(prepared_run, bulk.start_run),
    "automation.stop_run": prepared(begun_run, bulk.stop_run),
    "automation.resume_run": prepared(stopped_run, bulk.resume_run),
    "automation.undo_run": prepared(done_run, bulk.undo_run),
    "access.create_store": lambda built: lambda actor: access.create_store(actor, code="NEW", name="New"),
    "access.create_staff": lambda built: (
        lambda actor: access.create_staff(
            actor, username="new", name="New", password=shop.PASSWORD, roles=["advisor"]
        )
    ),
    "access.set_roles": prepared(colleague, lambda actor, who: access.set_roles(actor, who.uid, ["analyst"])),
    "access.set_language": lambda built: lambda actor: access.set_language(actor, "en"),
    "access.set_email": lambda built: lambda actor: access.set_email(actor, "mei@example.com"),
    "access.set_password": prepared(
        colleague, lambda actor, who: access.set_password(actor, who.username, shop.PASSWORD)
    ),
    "access.record_sign_out": lambda built: access.record_sign_out,
    "access.add_staff": lambda built: (
        lambda actor: access.add_staff(actor, username="new", name="New", roles=["advisor"])
    ),
    "access.change_staff": prepared(
        colleague, lambda actor, who: access.change_staff(actor, who.uid, title="Senior", roles=["manager"])
    ),
    "access.deactivate_staff": prepared(
        colleague, lambda actor, who: access.deactivate_staff(actor, who.uid)
    ),
    "access.reactivate_staff": prepared(leaver, lambda actor, who: access.reactivate_staff(actor, who.uid)),
    "access.reset_password": prepared(colleague, lambda actor, who: access.reset_password(actor, who.uid)),
    "access.change_own_password": prepared(
        with_password,
        lambda actor, _: access.change_own_password(actor, old=shop.PASSWORD, new="opal-and-jade-8812"),
    ),
    "access.end_sign_in": prepared(
        signed_in,
        lambda actor, row: access.end_sign_in(actor, row.uid, staff_uid=row.staff.uid),
    ),
    "access.end_other_sign_ins": prepared(
        signed_in, lambda actor, row: access.end_other_sign_ins(actor, staff_uid=row.staff.uid)
    ),
    "access.change_store": lambda built: (
        lambda actor: access.change_store(actor, built.stores.lake.uid, name="Lakeside", region="")
    ),
    "access.create_region": lambda built: lambda actor: access.create_region(actor, name="North"),
    "access.change_region": lambda built: (
        lambda actor: access.change_region(actor, built.stores.east.uid, name="North")
    ),
    "access.copy_role": lambda built: (
        lambda actor: access.copy_role(actor, role("advisor").uid, name="Junior")
    ),
    "access.rename_role": lambda built: (
        lambda actor: access.rename_role(actor, role("advisor").uid, name="Clerk")
    ),
    "access.consider_new_types": lambda built: considering(an_old_role()),
    "access.set_grants": lambda built: (
        lambda actor: access.set_grants(actor, role("advisor").uid, {"people.customer": {"view": "own"}})
    ),
    "access.import_roles": lambda built: (
        lambda actor: access.import_roles(
            actor, [{"code": "runner", "name": "Runner", "grants": {"catalog.piece": {"view": "all"}}}]
        )
    ),
    "access.delete_role": prepared(
        lambda built: access.copy_role(built.boss, role("advisor").uid, name="Junior").uid,
        access.delete_role,
    ),
    "access.start_preview": lambda built: lambda actor: access.start_preview(actor, role("advisor").uid),
    "access.stop_preview": lambda built: lambda actor: access.stop_preview(replace(actor, read_only=True)),
    "automation.create_rule": a_rule,
    "catalog.create_style": lambda built: (
        lambda actor: catalog.create_style(actor, style_no="S-1", name="Ring")
    ),
    "catalog.change_style": lambda built: (
        lambda actor: catalog.change_style(actor, built.style.uid, name="Other ring")
    ),
    "catalog.create_piece": lambda built: (
        lambda actor: catalog.create_piece(actor, code="P-1", style=built.style.uid)
    ),
    "catalog.change_piece": lambda built: (
        lambda actor: catalog.change_piece(actor, built.piece.uid, location="Case 3")
    ),
    "catalog.set_metal_prices": lambda built: (
        lambda actor: catalog.set_metal_prices(actor, {("AU999", "RETAIL"): 1_326_00})
    ),
    "customize.define_field": lambda built: (
        lambda actor: customize.define_field(
            actor, "people.customer", code="hobby", label="Hobby", kind="text"
        )
    ),
    "customize.set_custom_values": prepared(
        lambda built: (
            customize.define_field(built.boss, "people.customer", code="hobby", label="Hobby", kind="text"),
            built.customer,
        ),
        lambda actor, made: customize.set_custom_values(actor, "people.customer", made[1], {"hobby": "Go"}),
    ),
    "customize.change_field": prepared(
        own_field, lambda actor, kept: customize.change_field(actor, kept.uid, label="Pastime")
    ),
    "customize.move_field": prepared(
        own_field, lambda actor, kept: customize.move_field(actor, kept.uid, to=1)
    ),
    "customize.retire_field": prepared(
        own_field, lambda actor, kept: customize.retire_field(actor, kept.uid)
    ),
    "customize.restore_field": prepared(
        retired_field, lambda actor, kept: customize.restore_field(actor, kept.uid)
    ),
    "customize.change_tag": prepared(
        tag, lambda actor, uid: customize.change_tag(actor, uid, name="renamed")
    ),
    "customize.remove_tag": prepared(tag, customize.remove_tag),
    "customize.restore_tag": prepared(removed_tag, customize.restore_tag),
    "customize.set_tags": lambda built: (
        lambda actor: customize.set_tags(actor, "people.customer", built.customer, ["guarded"])
    ),
    "customize.save_view": lambda built: (
        lambda actor: customize.save_view(
            actor, "people.customer", name="Mine", condition={"all": []}, columns=["name"], sort=""
        )
    ),
    "customize.delete_view": prepared(
        lambda built: (
            customize.save_view(
                built.boss, "people.customer", name="Mine", condition={"all": []}, columns=[], sort=""
            ).uid
        ),
        customize.delete_view,
    ),
    "engagement.read_notices": told,
    "engagement.create_task": lambda built: (
        lambda actor: engagement.create_task(
            actor, title="Call", due=TOMORROW, customer_uid=built.customer.uid, request_key="form-1"
        )
    ),
    "engagement.complete_task": prepared(
        task, lambda actor, kept: engagement.complete_task(actor, kept.uid, outcome="Called")
    ),
    "engagement.postpone_task": prepared(
        task, lambda actor, kept: engagement.postpone_task(actor, kept.uid, TOMORROW + timedelta(days=3))
    ),
    "engagement.reassign_task": prepared(
        with_colleague, lambda actor, made: engagement.reassign_task(actor, made[0], made[1])
    ),
    "engagement.change_task": prepared(
        task, lambda actor, kept: change_task(actor, kept.uid, title="Call at noon", due=TOMORROW)
    ),
    "engagement.write_task": prepared(
        task, lambda actor, kept: write_task(actor, kept.uid, note="About the ring")
    ),
    "engagement.cancel_task": prepared(task, lambda actor, kept: engagement.cancel_task(actor, kept.uid)),
    "engagement.reopen_task": prepared(done_task, lambda actor, made: engagement.reopen_task(actor, made[0])),
    "engagement.undo_task_change": prepared(
        done_task, lambda actor, made: engagement.undo_task_change(actor, made[0], made[1])
    ),
    "engagement.task_for_customer": lambda built: (
        lambda actor: engagement.task_for_customer(
            actor, built.customer.pk, title="Call", due=TOMORROW, kind="call"
        )
    ),
    "integrations.begin_import": lambda built: (
        lambda actor: integrations.begin_import(actor, [FILE], "customers.csv", "customers")
    ),
    "integrations.set_mapping": prepared(brought, mapped),
    "integrations.use_saved_mapping": prepared(
        with_saved_mapping, lambda actor, uid: integrations.use_saved_mapping(actor, uid, "Ours")
    ),
    "integrations.check_import": prepared(brought, integrations.check_import),
    "integrations.write_import": prepared(brought, integrations.write_import),
    "integrations.stop_import": prepared(written, integrations.stop_import),
    "integrations.resume_import": prepared(stopped, integrations.resume_import),
    "integrations.undo_import": prepared(stopped, integrations.undo_import),
    "integrations.create_key": prepared(
        colleague, lambda actor, who: integrations.create_key(actor, staff_uid=who.uid, label="Till")
    ),
    "integrations.revoke_key": prepared(
        lambda built: (
            integrations.create_key(built.boss, staff_uid=colleague(built).uid, label="Till")[0].uid
        ),
        integrations.revoke_key,
    ),
    "loyalty.bring_in_points": lambda built: (
        lambda actor: loyalty.bring_in_points(actor, built.customer.uid, 50, on=TOMORROW, source_key="first")
    ),
    "loyalty.reverse_points": prepared(points, lambda actor, entry: loyalty.reverse_points(actor, entry.pk)),
    "people.register_customer": lambda built: (
        lambda actor: people.register_customer(
            actor, name="林燕子", phone="13700001111", store=built.stores.lake, request_key="form-1"
        )
    ),
    "people.add_customer": lambda built: (
        lambda actor: add_customer(
            actor, name="林燕子", home_store=built.stores.lake.uid, request_key="form-1"
        )
    ),
    "people.change_customer": on_customer(people.change_customer, nickname="Canary"),
    "people.set_photo": prepared(
        lambda built: (
            built.customer.uid,
            pictures.keep(pictures.prepare("a.jpg", BytesIO(uploads.picture()))),
        ),
        lambda actor, made: people.set_photo(actor, *made),
    ),
    "people.tag_customer": on_customer(tag_customer, add=["guarded"]),
    "people.assign_owner": prepared(
        lambda built: (built.customer.uid, colleague(built).uid),
        lambda actor, made: people.assign_owner(actor, made[0], owner_uid=made[1]),
    ),
    "people.write_owner": prepared(
        lambda built: (built.customer.uid, colleague(built).uid),
        lambda actor, made: write_owner(actor, made[0], owner=made[1]),
    ),
    "people.add_secondary_advisor": prepared(
        lambda built: (built.customer.uid, colleague(built).uid),
        lambda actor, made: people.add_secondary_advisor(actor, made[0], staff_uid=made[1]),
    ),
    "people.add_cover": prepared(
        lambda built: (canaries.boss_uid(), colleague(built).uid),
        lambda actor, made: people.add_cover(actor, made[0], by_uid=made[1], until=TOMORROW),
    ),
    "people.end_cover": prepared(
        covered_by_colleague, lambda actor, made: people.end_cover(actor, made[0], by_uid=made[1])
    ),
    "people.claim_customer": prepared(in_the_pool, people.claim_customer),
    "people.release_customer": prepared(
        lambda built: people.claim_customer(built.boss, in_the_pool(built)).uid, people.release_customer
    ),
    "people.add_assignment_rule": lambda built: (
        lambda actor: people.add_assignment_rule(
            actor, way="turn", store=built.stores.lake.uid, uid="00000000-0000-7000-8000-000000000001"
        )
    ),
    "people.change_assignment_rule": prepared(
        an_assignment_rule,
        lambda actor, uid: people.change_assignment_rule(actor, uid, way="pool", store=lake_uid()),
    ),
    "people.move_assignment_rule": prepared(
        lambda built: (an_assignment_rule(built), an_assignment_rule(built)),
        lambda actor, made: people.move_assignment_rule(actor, made[1], before=made[0]),
    ),
    "people.remove_assignment_rule": prepared(an_assignment_rule, people.remove_assignment_rule),
    "people.set_client_care": lambda built: lambda actor: people.set_client_care(actor, claims_a_day=9),
    "people.remove_secondary_advisor": prepared(
        shared_with_colleague,
        lambda actor, made: people.remove_secondary_advisor(actor, made[0], staff_uid=made[1]),
    ),
    "people.move_to_store": prepared(
        lambda built: (built.customer.uid, Store.objects.exclude(pk=built.customer.home_store_id)[0].uid),
        lambda actor, made: move_to_store(actor, made[0], home_store=made[1]),
    ),
    "people.write_tags": on_customer(write_tags, tags=["guarded"]),
    "people.add_contact": on_customer(people.add_contact, kind="phone", value="13700002222"),
    "people.remove_contact": on_contact(people.remove_contact),
    "people.reveal_contact": on_contact(people.reveal_contact),
    "people.archive_customer": on_customer(people.archive_customer),
    "people.restore_customer": prepared(with_archived, people.restore_customer),
    "people.confirm_customer": on_customer(people.confirm_customer),
    "people.merge_customers": lambda built: (
        lambda actor: people.merge_customers(actor, built.customer.uid, built.other.uid)
    ),
    "people.undo_merge": prepared(
        lambda built: people.merge_customers(built.boss, built.customer.uid, built.other.uid).uid,
        people.undo_merge,
    ),
    "people.start_duplicate_search": lambda built: people.start_duplicate_search,
    "people.merge_certain": lambda built: lambda actor: people.merge_certain(actor, threshold=950),
    "people.tell_apart": prepared(a_pair, people.tell_apart),
    "people.put_off_pair": prepared(a_pair, people.put_off_pair),
    "people.reopen_pair": prepared(
        lambda built: people.tell_apart(built.boss, a_pair(built)).uid, people.reopen_pair
    ),
    "people.add_relation": on_customer(people.add_relation, kind="mother", name="王喜鹊"),
    "people.remove_relation": on_first(people.remove_relation, "relations"),
    "people.add_date": on_customer(people.add_date, kind="wedding", month=8, day=8),
    "people.remove_date": on_first(people.remove_date, "dates"),
    "people.set_size": on_customer(people.set_size, kind="wrist", text="16cm"),
    "people.remove_size": on_first(people.remove_size, "sizes"),
    "people.state_preference": on_customer(people.state_preference, aspect="metal", value="PT950"),
    "people.remove_preference": on_first(people.remove_preference, "preferences"),
    "people.record_interaction": on_customer(
        people.record_interaction, channel="call", content="Hello", at=NOON, request_key="form-1"
    ),
    "people.make_join_link": prepared(
        lambda built: built.stores.lake.uid,
        lambda actor, uid: people.make_join_link(actor, label="Window", store_uid=uid, request_key="form"),
    ),
    "people.end_join_link": prepared(
        canaries.join_link, lambda actor, link: people.end_join_link(actor, link.uid)
    ),
    "people.reopen_join_link": prepared(
        ended_link, lambda actor, link: people.reopen_join_link(actor, link.uid)
    ),
    "people.take_over_request": prepared(
        sent_form,
        lambda actor, made: people.take_over_request(
            actor, made[0], customer_uid=made[1], gender=True, birthday=True, purposes=["marketing_sms"]
        ),
    ),
    "people.undo_take_over": prepared(form_taken, lambda actor, made: people.undo_take_over(actor, made[0])),
    "people.register_request": prepared(
        sent_form, lambda actor, made: people.register_request(actor, made[0])
    ),
    "people.set_request_aside": prepared(
        sent_form, lambda actor, made: people.set_request_aside(actor, made[0])
    ),
    "people.reopen_request": prepared(form_aside, lambda actor, made: people.reopen_request(actor, made[0])),
    "people.record_feedback": on_customer(
        people.record_feedback, kind="complaint", score=1, request_key="form"
    ),
    "people.amend_feedback": prepared(
        canaries.feedback, lambda actor, made: people.amend_feedback(actor, made.uid, score=4)
    ),
    "people.settle_feedback": prepared(
        canaries.feedback, lambda actor, made: people.settle_feedback(actor, made.uid, done="Called")
    ),
    "people.reopen_feedback": prepared(
        settled_feedback, lambda actor, made: people.reopen_feedback(actor, made.uid)
    ),
    "people.remove_feedback": prepared(
        canaries.feedback, lambda actor, made: people.remove_feedback(actor, made.uid)
    ),
    "people.restore_feedback": prepared(
        removed_feedback, lambda actor, made: people.restore_feedback(actor, made.uid)
    ),
    "people.add_wish": on_customer(people.add_wish, what="Ring", request_key="form"),
    "people.change_wish": prepared(
        canaries.wish, lambda actor, made: people.change_wish(actor, made.uid, what="Bangle")
    ),
    "people.settle_wish": prepared(
        canaries.wish, lambda actor, made: people.settle_wish(actor, made.uid, state="fulfilled")
    ),
    "people.remove_wish": prepared(canaries.wish, lambda actor, made: people.remove_wish(actor, made.uid)),
    "people.restore_wish": prepared(removed_wish, lambda actor, made: people.restore_wish(actor, made.uid)),
    "people.give_consent": on_customer(people.give_consent, purpose="photo", how="paper"),
    "people.withdraw_consent": on_customer(people.withdraw_consent, purpose="photo", how="message"),
    "sales.record_order": lambda built: lambda actor: sales.record_order(actor, draft(built)),
    "sales.record_return": prepared(
        order,
        lambda actor, kept: sales.record_return(actor, kept.uid, [1], 100_00, NOON + timedelta(hours=1)),
    ),
    "sales.cancel_order": prepared(order, lambda actor, kept: sales.cancel_order(actor, kept.uid)),
    "sales.record_visit": on_customer(sales.record_visit, at=NOON, note="Looked", request_key="form-1"),
}
SPENDS = {"field": "total_spent", "op": "gte", "value": 1}
CALLS |= {
    "people.add_segment": lambda built: (
        lambda actor: people.add_segment(actor, name="S", condition=SPENDS, request_key="form-1")
    ),
    "people.change_segment": prepared(
        canaries.segment, lambda actor, made: people.change_segment(actor, made.uid, condition=SPENDS)
    ),
    "people.evaluate_segment": prepared(
        looked_through, lambda actor, made: people.evaluate_segment(actor, made.uid)
    ),
    "people.copy_segment": prepared(
        canaries.segment,
        lambda actor, made: people.copy_segment(actor, made.uid, name="C", request_key="form-1"),
    ),
    "people.archive_segment": prepared(
        canaries.segment, lambda actor, made: people.archive_segment(actor, made.uid)
    ),
    "people.restore_segment": prepared(put_away, lambda actor, made: people.restore_segment(actor, made.uid)),
}
HOW_MANY = Question("customers", ("customers",)).as_plain()
CALLS |= {
    "insight.keep_report": lambda built: (
        lambda actor: reports.keep_report(actor, title="R", question=HOW_MANY, request_key="form-1")
    ),
    "insight.change_report": prepared(
        canaries.report, lambda actor, made: reports.change_report(actor, made.uid, title="R")
    ),
    "insight.archive_report": prepared(
        canaries.report, lambda actor, made: reports.archive_report(actor, made.uid)
    ),
    "insight.restore_report": prepared(
        put_away_report, lambda actor, made: reports.restore_report(actor, made.uid)
    ),
    "insight.schedule_report": prepared(
        canaries.report,
        lambda actor, made: mailing.schedule_report(
            actor,
            made.uid,
            every="day",
            hour=8,
            forms=["pdf"],
            receivers=[canaries.boss_uid()],
            request_key="m",
        ),
    ),
    "insight.change_mailing": prepared(
        canaries.mailing, lambda actor, made: mailing.change_mailing(actor, made.uid, hour=9)
    ),
    "insight.pause_mailing": prepared(
        canaries.mailing, lambda actor, made: mailing.pause_mailing(actor, made.uid)
    ),
    "insight.resume_mailing": prepared(
        paused_mailing, lambda actor, made: mailing.resume_mailing(actor, made.uid)
    ),
    "insight.end_mailing": prepared(
        canaries.mailing, lambda actor, made: mailing.end_mailing(actor, made.uid)
    ),
    "insight.restore_mailing": prepared(
        ended_mailing, lambda actor, made: mailing.restore_mailing(actor, made.uid)
    ),
    "insight.note_report_taken": lambda built: (
        lambda actor: reports.note_report_taken(actor, Question("customers", ("customers",)), 3)
    ),
    "insight.change_rfm_group": prepared(
        lambda built: RfmGroup.objects.get(code="champion"),
        lambda actor, group: groups.change_rfm_group(actor, group.uid, name="VIP"),
    ),
    "insight.set_rfm_scheme": lambda built: (
        lambda actor: groups.set_rfm_scheme(actor, is_fixed=True, purchases=[2, 3, 4, 5])
    ),
}


def modules(package: Any) -> Iterator[Any]:
    """Every `operations` module or package of the areas, with what is inside."""
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if "operations" in info.name.split(".") and "migrations" not in info.name:
            yield importlib.import_module(info.name)


def operations() -> dict[str, Callable[..., Any]]:
    found = {}
    for module in modules(parure):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            if next(iter(inspect.signature(function).parameters), "") == "actor":
                found[f"{module.__name__.split('.')[1]}.{name}"] = function
    return {name: function for name, function in found.items() if name not in ASKS}


FOUND = operations()
KNOWN = sorted(set(CALLS) & set(FOUND))


@pytest.fixture
def built(roles, stores):
    return canaries.build(stores)


def test_every_operation_is_in_the_table():
    assert set(FOUND) - set(CALLS) == set(), "add a line for these to CALLS"
    assert set(CALLS) - set(FOUND) == set(), "these operations are gone"


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database holds it."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept[table] = sorted(map(str, cursor.fetchall()))
    return kept


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(each, marks=pytest.mark.xfail(reason=FAULTS[each], strict=True))
        if each in FAULTS
        else each
        for each in KNOWN
    ],
)
def test_asked_twice_it_changes_once(name, built, committed):
    call = CALLS[name](built)
    before = everything()
    with committed():
        call(built.boss)
    once = everything()
    assert changed(before, once), "it did nothing"
    if name in REPEATS:
        return
    try:
        with committed():
            call(built.boss)
    except (ValidationError, policy.NotFound, policy.Denied):
        pass  # saying that it is done already is an answer too
    assert changed(once, everything()) == set()


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in OPEN])
def test_refused_it_changes_nothing(name, built, committed):
    call = CALLS[name](built)
    before = everything()
    somebody = shop.nobody()
    viewer = shop.actor_with({"*": {"view": "all", "fields": {"*": "read"}}})
    actors = [somebody] if name == "people.reveal_contact" else [somebody, viewer]
    for actor in actors:
        try:
            with committed():
                call(actor)
        except (policy.Denied, policy.NotFound):
            continue
        assert name in QUIET, "it wasn't refused"
    assert changed(before, everything()) == set()


LEAVING = {"access.record_sign_out", "access.stop_preview"}


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in LEAVING])
def test_who_only_looks_around_changes_nothing(name, built, committed):
    with committed():
        call = CALLS[name](built)
    before = everything()
    try:
        with committed():
            call(replace(built.boss, read_only=True, behind=built.boss.staff_id))
    except (policy.Denied, ValidationError):
        pass
    else:
        assert name in QUIET, "it wasn't refused"
    assert changed(before, everything()) == set()


# what these change belongs to the whole house; whom one sees of it is decided where it is read
OF_THE_HOUSE = {name for name in KNOWN if name.endswith("_segment")}
REACHED_BY_ROW = [
    name
    for name in KNOWN
    if name.partition(".")[0] in ("people", "sales", "engagement", "loyalty")
    and name not in OWN | QUIET.keys() | OF_THE_HOUSE
]


@pytest.mark.parametrize("name", REACHED_BY_ROW)
def test_who_may_everything_in_another_region_changes_nothing_here(name, built, committed):
    every = dict.fromkeys(("view", "add", "change", "delete"), "store")
    west = shop.actor_with({"*": every | {"fields": {"*": "write"}}}, stores=(built.stores.opera,))
    with committed():
        call = CALLS[name](built)
    before = everything()
    with pytest.raises((policy.Denied, policy.NotFound)), committed():
        call(west)
    assert changed(before, everything()) == set()
