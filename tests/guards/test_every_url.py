"""Every address: who gets in, and that nothing they may not see comes out.

A new page is a row in `TABLE`: url name -> what each role gets for GET (one status for all, or by role),
`arguments` where the address names a record, and `posted`, what each role gets for a form that holds nothing of use;
without it the address takes no form. A part of a page is asked for as htmx does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import models, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories import canaries, shop
from parure.access import policy
from parure.access.choices import Level
from parure.access.outside import outside_id
from parure.access.roles import SEEDED
from parure.core import jobs, resources
from parure.core.models import Job
from parure.customize.definitions import forget_definitions
from parure.customize.models import FieldDefinition
from parure.insight.models import RfmGroup
from parure.people.models import AssignmentRule, DuplicatePair

pytestmark = pytest.mark.django_db

ANONYMOUS = "anonymous"
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
SENT = {"sent": "1"}  # not empty, so that a form takes it for one that was sent
HTMX = {"HX-Request": "true"}
Statuses = int | Mapping[str, int]
Arguments = Callable[[canaries.Shop], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """What an address answers. `statuses` by role; `rest` for roles not named. POST-only pages answer 405 to GET."""

    rest: int = 200
    statuses: Mapping[str, int] | None = None
    anonymous: int = 302
    arguments: Arguments | None = None
    query: str = ""
    posted: Statuses | None = None

    def expected(self, role: str) -> int:
        if role == ANONYMOUS:
            return self.anonymous
        return (self.statuses or {}).get(role, self.rest)


def granted(role: str, resource: str, action: str) -> str:
    """The rows that a seeded role reaches. Reads the grants as data."""
    grants = SEEDED[role][1]
    scope: str = grants.get(resource, grants.get("*", {})).get(action, "none")
    return scope


def writes(role: str, resource: str, group: str) -> bool:
    """Whether a seeded role may write this group of fields."""
    grants = SEEDED[role][1]
    levels = grants.get(resource, grants.get("*", {})).get("fields", {})
    return levels.get(group, levels.get("*", "none")) == "write"


def right(
    resource: str, action: str = "view", *, group: str = "", ok: int = 200, mine: int = 0, refused: int = 403
) -> dict[str, int]:
    """`ok` for the roles whose seeded grants reach this (and may write `group`), `refused` for the others.

    `mine` is what they get whose grant ends at what is their own: the record of the table is nobody's of them.
    """
    found = {}
    for role in SEEDED:
        scope = granted(role, resource, action)
        may = scope != "none" and (not group or writes(role, resource, group))
        found[role] = (mine if mine and scope == "own" else ok) if may else refused
    return found


def both(*needed: dict[str, int]) -> dict[str, int]:
    """Refused where any of these is refused."""
    return {role: 403 if any(each[role] == 403 for each in needed) else needed[0][role] for role in SEEDED}


def customer(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": built.customer.uid}


def contact(built: canaries.Shop) -> dict[str, Any]:
    point = built.customer.contact_points.filter(kind="phone").first()
    return {"uid": built.customer.uid, "contact_uid": point.uid}


def trait(related: str) -> Arguments:
    return lambda built: {
        "uid": built.customer.uid,
        "trait_uid": getattr(built.customer, related).first().uid,
    }


def made(name: str) -> Arguments:
    return lambda built: {"uid": built.more[name].uid}


def own_field(built: canaries.Shop) -> dict[str, Any]:
    values = {"label": "Hobby", "kind": "text"}
    field, _fresh = FieldDefinition.objects.get_or_create(
        resource="people.customer", code="hobby", defaults=values
    )
    forget_definitions()
    return {"uid": field.uid}


def own_value(built: canaries.Shop) -> dict[str, Any]:
    own_field(built)
    return {"key": "customer", "uid": built.customer.uid, "code": "hobby"}


def cell(shop_: canaries.Shop) -> dict[str, Any]:
    return {"key": "customers", "uid": shop_.customer.uid, "name": "occupation"}


def listed(built: canaries.Shop) -> dict[str, Any]:
    return {"key": "customers"}


def piece(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": built.piece.uid}


def style(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": built.style.uid}


def feedback(built: canaries.Shop) -> dict[str, Any]:
    return customer(built) | {"feedback_uid": built.more["feedback"].uid}


def wish(built: canaries.Shop) -> dict[str, Any]:
    return customer(built) | {"wish_uid": built.more["wish"].uid}


def segment(built: canaries.Shop) -> dict[str, Any]:
    """One that the customer with the secrets is in, because of one of them."""
    if "segment" not in built.more:
        spends = {"field": "total_spent", "op": "gte", "value": 1}
        built.more["segment"] = canaries.segment(built, condition=spends)
        jobs.run_all()
    return made("segment")(built)


def joining(built: canaries.Shop) -> dict[str, Any]:
    return {"token": built.more["join_link"].token}


def sharer(built: canaries.Shop) -> dict[str, Any]:
    return customer(built) | {"staff_uid": built.more["colleague"].uid}


def covering(built: canaries.Shop) -> dict[str, Any]:
    return {"staff_uid": built.more["colleague"].uid, "by_uid": canaries.boss_uid()}


CHANGE = right("people.customer", "change")
# who may change customers is told why not; to others the customer isn't there
SHARING = right("people.customer", "change", ok=302, refused=404) | {
    role: 403
    for role in SEEDED
    if granted(role, "people.customer", "change") != "none"
    and not writes(role, "people.customer", "assignment")
}


def dialog(arguments: Arguments | None, *needed: dict[str, int], sent: int = 422) -> Row:
    """A form of the customer's page: shown and taken by the same roles."""
    may = both(*needed)
    posted = {role: sent if status == 200 else status for role, status in may.items()}
    return Row(statuses=may, arguments=arguments, posted=posted)


def act(arguments: Arguments, *needed: dict[str, int], done: int = 302) -> Row:
    """Something that is done by one press: no GET; to whom may not, the record isn't there."""
    posted = {role: done if status == 200 else 404 for role, status in both(*needed).items()}
    return Row(405, arguments=arguments, posted=posted)


EVERY_RULE = {
    role: 200 if granted(role, "people.assignment_rule", "change") == "all" else 403 for role in SEEDED
}


EVERYBODY_S_GROUPS = {
    role: 302
    if granted(role, "people.customer", "view") == "all"
    and granted(role, "insight.rfm_group", "view") != "none"
    else 403
    for role in SEEDED
}


READS_SALES = {role: 403 if role in ("service", "workshop") else 200 for role in SEEDED}
TAKES_SALES = {role: 400 if role in ("admin", "owner", "manager", "analyst") else 403 for role in SEEDED}
EVERY_REPORT = {role: 200 if role in ("admin", "owner") else 403 for role in SEEDED}


def report(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": canaries.report(built).uid}


def mailing(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": canaries.mailing(built).uid}


def rfm_group(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": RfmGroup.objects.get(code="champion").uid}


def rule(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": AssignmentRule.objects.create(way="pool", store=built.stores.lake).uid}


def a_failed_job(built: canaries.Shop) -> dict[str, Any]:
    made, _fresh = Job.objects.get_or_create(task="people.score_records", unique_key="guarded")
    return {"uid": outside_id("automation.job", made.pk)}


def two_rules(built: canaries.Shop) -> dict[str, Any]:
    return rule(built) | {"before_uid": rule(built)["uid"]}


TASK = right("engagement.task", "change", mine=404)
STAFF = right("access.staff", "change")
ROLE = right("access.role", "change")
AUDIT = right("access.audit_entry")


def colleague(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": built.more["colleague"].uid}


def a_role(built: canaries.Shop) -> dict[str, Any]:
    return {"uid": built.more["role"].uid}


MERGING = right("people.customer", "delete")


def pair(built: canaries.Shop) -> dict[str, Any]:
    """The customer and the other one as likely duplicates."""
    first, second = sorted([built.customer.pk, built.other.pk])
    return {
        "uid": DuplicatePair.objects.get_or_create(
            first_id=first, second_id=second, defaults={"score": 950, "reasons": ["name:same"]}
        )[0].uid
    }


def step(*, done: int = 302) -> Row:
    """A step of an import; who may not bring files in is told so."""
    posted = right("integrations.import_run", "import", ok=done, mine=404)
    return Row(405, arguments=made("run"), posted=posted)


RUN = right("integrations.import_run", "import", mine=404, refused=404)

BULK = right("automation.bulk_run", "change", mine=404)


def bulk_step(*, done: int = 302) -> Row:
    """A step of somebody else's bulk change."""
    posted = {role: done if status == 200 else status for role, status in BULK.items()}
    return Row(405, arguments=made("bulk"), posted=posted)


MAY_TAKE = both(right("people.customer", "export"), right("integrations.export_run", "add"))
TAKEN = right("integrations.export_run", mine=404)
TAKEN |= {role: 404 for role, status in TAKEN.items() if status == 403}

TABLE: dict[str, Row] = {
    "view-settings": Row(arguments=lambda built: listed(built) | {"view": "all"}, posted=302),
    "list-builder": Row(arguments=listed, posted=422),
    "list-builder-count": Row(405, arguments=listed, posted=200),
    # exports
    "export-form": Row(statuses=MAY_TAKE, arguments=listed, posted=MAY_TAKE),
    "exports": Row(statuses=right("integrations.export_run")),
    "export": Row(statuses=TAKEN, arguments=made("export")),
    "export-progress": Row(statuses=TAKEN, arguments=made("export")),
    "export-stop": Row(
        405, arguments=made("export"), posted=right("integrations.export_run", "add", ok=404, mine=404)
    ),
    "export-file": Row(404, arguments=made("export")),
    # bulk changes
    "bulk-form": Row(405, arguments=listed, posted=403),
    "bulk-runs": Row(),
    "bulk-run": Row(statuses=BULK, arguments=made("bulk")),
    "bulk-progress": Row(statuses=BULK, arguments=made("bulk")),
    "bulk-start": bulk_step(),
    "bulk-stop": bulk_step(),
    "bulk-resume": bulk_step(done=422),
    "bulk-undo": bulk_step(done=422),
    # members who register themselves: the door is open to all, whose record it may become is told to nobody
    "join": Row(anonymous=200, arguments=joining, posted=422),
    "join-thanks": Row(anonymous=200, arguments=joining),
    "join-links": Row(statuses=right("people.join_link")),
    "join-link-add": dialog(None, right("people.join_link", "add")),
    "join-link": Row(statuses=right("people.join_link", refused=404), arguments=made("join_link")),
    "join-link-end": act(made("join_link"), right("people.join_link", "change")),
    "join-link-reopen": act(made("join_link"), right("people.join_link", "change")),
    "join-requests": Row(statuses=right("people.join_request")),
    "join-request": Row(
        statuses=right("people.join_request", refused=404),
        arguments=made("join_request"),
        posted=right("people.join_request", "change", ok=404, refused=404),
    ),
    "join-request-register": act(made("join_request"), right("people.join_request", "change")),
    "join-request-take-out": act(made("join_request"), right("people.join_request", "change")),
    "join-request-aside": act(made("join_request"), right("people.join_request", "change")),
    # feedback
    "customer-feedback": Row(statuses=right("people.feedback"), arguments=customer),
    "feedback-add": dialog(customer, right("people.feedback", "add")),
    "feedback-amend": dialog(feedback, right("people.feedback", "change")),
    "feedback-settle": dialog(feedback, right("people.feedback", "change")),
    "feedback-reopen": Row(405, arguments=feedback, posted=right("people.feedback", "change", ok=302)),
    "feedback-remove": Row(405, arguments=feedback, posted=right("people.feedback", "change", ok=302)),
    "feedback": Row(statuses=right("people.feedback")),
    # wishes
    "customer-wishes": Row(statuses=right("people.wish"), arguments=customer),
    "wish-add": dialog(customer, right("people.wish", "add")),
    "wish-change": dialog(wish, right("people.wish", "change")),
    "wish-settle": Row(405, arguments=wish, posted=right("people.wish", "change", ok=400)),
    "wish-remove": Row(405, arguments=wish, posted=right("people.wish", "change", ok=302)),
    "wish-photo": Row(404, arguments=wish),
    "wish-goods": Row(),
    "wishes": Row(statuses=right("people.wish")),
    "wished-by": Row(
        statuses=right("people.wish"), arguments=lambda built: {"kind": "piece", "uid": built.piece.uid}
    ),
    # what suits whom
    "customer-suggestions": Row(statuses=right("people.wish"), arguments=customer),
    "suggestion-wish": Row(405, arguments=customer, posted=right("people.wish", "add", ok=404)),
    "likers": Row(
        statuses=right("people.wish"), arguments=lambda built: {"kind": "piece", "uid": built.piece.uid}
    ),
    # segments
    "segments": Row(statuses=right("people.segment")),
    "segment-add": Row(
        statuses=right("people.segment", "add"), posted=right("people.segment", "add", ok=422)
    ),
    "segment-sample": Row(405, posted=both(right("people.segment"), right("people.customer"))),
    "segment": Row(statuses=right("people.segment"), arguments=segment),
    "segment-change": Row(
        statuses=right("people.segment", "change"),
        arguments=segment,
        posted=right("people.segment", "change", ok=422),
    ),
    "segment-evaluate": Row(
        405, arguments=segment, posted=right("people.segment", "change", ok=302, refused=404)
    ),
    "segment-copy": dialog(segment, right("people.segment", "add")),
    "segment-archive": Row(
        arguments=segment,
        statuses=right("people.segment", "delete"),
        posted=right("people.segment", "delete", ok=302),
    ),
    "segment-restore": Row(405, arguments=segment, posted=right("people.segment", "delete", ok=302)),
    "today": Row(),
    "signin": Row(302, anonymous=200, posted=302),
    "signout": Row(405, posted=302),
    "set-language": Row(405, posted=400),
    "api-openapi": Row(anonymous=200),
    "api-docs": Row(anonymous=200),
    "jobs": Row(statuses=right("automation.job")),
    "job-retry": act(a_failed_job, right("automation.job", "change", refused=404)),
    "job-discard": act(a_failed_job, right("automation.job", "change", refused=404)),
    "keys": Row(statuses=right("integrations.api_key")),
    "key-add": Row(
        statuses=right("integrations.api_key", "add"), posted=right("integrations.api_key", "add", ok=422)
    ),
    "key-revoke": dialog(made("key"), right("integrations.api_key", "change"), sent=302),
    "offline": Row(anonymous=200),
    "service-worker": Row(anonymous=200),
    "healthz": Row(anonymous=200),
    "readyz": Row(anonymous=200),
    "search": Row(query="?q=" + canaries.NAME[:2], posted=200),
    "undo": Row(405, arguments=lambda _built: {"key": "gone"}, posted=404),
    # notices
    "notices": Row(),
    "notice-count": Row(),
    "notice-latest": Row(405, posted=200),
    # lists
    "list-count": Row(arguments=listed),
    "list-filter": Row(arguments=listed),
    "list-cell": Row(
        statuses=right("people.customer", ok=302), arguments=cell, posted=right("people.customer", ok=302)
    ),
    "saved-view-add": Row(arguments=listed, posted=422),
    "saved-view-delete": Row(
        405,
        arguments=lambda built: listed(built) | {"uid": built.more["view"].uid},
        posted=404,  # somebody else's
    ),
    # goods and sales
    "pieces": Row(query="?view=all", statuses=right("catalog.piece")),
    "piece": Row(statuses=right("catalog.piece"), arguments=piece),
    "styles": Row(statuses=right("catalog.style")),
    "style": Row(statuses=right("catalog.style"), arguments=style),
    "metal-prices": Row(statuses=right("catalog.metal_price")),
    "metal-price-list": Row(statuses=right("catalog.metal_price")),
    "metal-prices-set": dialog(None, right("catalog.metal_price", "add")),
    "orders": Row(query="?view=all", statuses=right("sales.order")),
    "order": Row(statuses=right("sales.order", refused=404), arguments=made("order")),
    "visits": Row(query="?view=all", statuses=right("sales.visit")),
    "visit": Row(statuses=right("sales.visit", refused=404), arguments=made("visit")),
    "piece-choices": Row(query="?q=CANARY", statuses=right("catalog.piece")),
    "piece-chosen": Row(statuses=right("catalog.piece"), arguments=piece),
    # customers
    "customers": Row(statuses=right("people.customer")),
    "customer-register": Row(
        statuses=right("people.customer", "add"), posted=right("people.customer", "add", ok=422)
    ),
    "customer-phone-known": Row(405, posted=right("people.customer", "add")),
    "customer-choices": Row(405, posted=right("people.customer")),
    "customer": Row(statuses=right("people.customer"), arguments=customer),
    "customer-peek": Row(statuses=right("people.customer"), arguments=customer),
    "customer-figures": Row(
        statuses={role: 403 if role == "workshop" else 200 for role in SEEDED}, arguments=customer
    ),
    "customer-points": Row(
        statuses={role: 403 if role in ("workshop", "service") else 200 for role in SEEDED},
        arguments=customer,
    ),
    "customer-timeline": Row(statuses=right("people.timeline_entry"), arguments=customer),
    "customer-edit": dialog(customer, CHANGE),
    "customer-call": Row(
        405, arguments=customer, posted=dict.fromkeys(SEEDED, 200) | {"marketing": 403, "analyst": 200}
    ),
    "customer-reveal": Row(
        405,
        arguments=contact,
        posted={role: 403 if role in ("marketing", "analyst", "workshop") else 200 for role in SEEDED},
    ),
    "contact-add": dialog(customer, right("people.customer", "change", group="contact")),
    "contact-remove": dialog(contact, right("people.customer", "change", group="contact"), sent=302),
    "customer-remark": dialog(customer, right("people.customer", "change", group="notes"), sent=302),
    "tag-add": dialog(customer, right("people.customer", "change", group="basic")),
    "tag-remove": act(customer, right("people.customer", "change", group="basic")),
    "handover": dialog(None, right("people.customer", "change", group="assignment")),
    "cover-end": Row(
        405, arguments=covering, posted=right("people.customer", "change", group="assignment", ok=302)
    ),
    "advisor-history": Row(
        statuses=both(right("people.customer"), right("people.advisor_change")), arguments=customer
    ),
    "advisor-changes": Row(statuses=right("people.advisor_change")),
    "customer-claim": Row(405, arguments=customer, posted=right("people.advisor_change", "add", ok=302)),
    "assignment": Row(statuses=right("people.assignment_rule")),
    "assignment-add": dialog(None, right("people.assignment_rule", "add")),
    "assignment-pool": dialog(None, EVERY_RULE),
    "assignment-change": dialog(rule, right("people.assignment_rule", "change")),
    "assignment-move": act(two_rules, right("people.assignment_rule", "change")),
    "assignment-remove": Row(405, arguments=rule, posted=right("people.assignment_rule", "delete", ok=302)),
    "reports": Row(),
    "report-new": Row(),
    "report-answer": Row(),
    "report-file": Row(405, posted=TAKES_SALES),
    "report-keep": Row(posted=422),
    "report-ready": Row(statuses=READS_SALES, arguments=lambda _built: {"code": "sales-month"}),
    "report": Row(arguments=report),
    "report-change": Row(
        statuses=EVERY_REPORT, arguments=report, posted=EVERY_REPORT | {"admin": 422, "owner": 422}
    ),
    "report-schedule": dialog(report, right("insight.mailing", "add")),
    "report-mailings": Row(arguments=report),
    "mailings": Row(statuses=right("insight.mailing")),
    "mailing-change": dialog(mailing, right("insight.mailing", "change", mine=404, refused=404)),
    "mailing-pause": Row(405, arguments=mailing, posted=right("insight.mailing", "change", ok=302, mine=404)),
    "mailing-resume": Row(
        405, arguments=mailing, posted=right("insight.mailing", "change", ok=302, mine=404)
    ),
    "mailing-end": Row(
        405, arguments=mailing, posted=right("insight.mailing", "delete", ok=302, mine=404, refused=404)
    ),
    "report-remove": Row(405, arguments=report, posted=EVERY_REPORT | {"admin": 302, "owner": 302}),
    "dashboard": Row(statuses=right("insight.rfm_group")),
    "dashboard-figures": Row(statuses=right("insight.rfm_group")),
    "rfm": Row(statuses=right("insight.rfm_group")),
    "forecast": Row(statuses=right("insight.rfm_group")),
    "rfm-refresh": Row(405, posted=EVERYBODY_S_GROUPS),
    "rfm-progress": Row(statuses=right("insight.rfm_group", ok=204)),
    "rfm-scores": dialog(None, right("insight.rfm_group", "change")),
    "rfm-group-change": dialog(rfm_group, right("insight.rfm_group", "change")),
    "quality": Row(statuses=right("people.quality_figure")),
    "quality-again": Row(405, posted=right("people.quality_figure", ok=302)),
    "quality-asking": dialog(None, EVERY_RULE),
    "sharers": Row(statuses=right("people.customer"), arguments=customer),
    "sharer-add": dialog(customer, right("people.customer", "change", group="assignment")),
    "sharer-remove": Row(405, arguments=sharer, posted=SHARING),
    "date-add": dialog(customer, right("people.important_date", "add"), CHANGE),
    "date-remove": act(trait("dates"), right("people.important_date", "change"), CHANGE),
    "size-add": dialog(customer, right("people.size", "add"), CHANGE),
    "size-remove": act(trait("sizes"), right("people.size", "change"), CHANGE),
    "relation-add": dialog(customer, right("people.relation", "add"), CHANGE),
    "relation-remove": act(trait("relations"), right("people.relation", "change"), CHANGE),
    "preference-add": dialog(customer, right("people.preference", "add"), CHANGE),
    "preference-remove": act(trait("preferences"), right("people.preference", "change"), CHANGE),
    "customer-consents": Row(statuses=right("people.consent"), arguments=customer),
    "consent-add": dialog(customer, right("people.consent", "add")),
    "interaction-add": dialog(customer, right("people.interaction", "add")),
    "visit-add": dialog(customer, right("sales.visit", "add"), sent=302),
    # tasks
    "tasks": Row(statuses=right("engagement.task")),
    "task": Row(statuses=right("engagement.task", mine=404), arguments=made("task")),
    "task-add": Row(statuses=right("engagement.task", "add"), posted=right("engagement.task", "add", ok=422)),
    "task-change": dialog(made("task"), TASK),
    "task-done": act(made("task"), TASK),
    "task-later": dialog(made("task"), TASK),
    "task-give": dialog(made("task"), TASK),
    "task-drop": act(made("task"), TASK),
    # one's own account; people, stores and roles
    "account": Row(),
    "account-password": Row(posted=422),
    "account-email": Row(posted=302),
    "account-end-others": Row(405, posted=302),
    "account-end": Row(405, arguments=lambda _built: {"sign_in": NOBODY}, posted=404),
    "settings": Row(),
    "staff": Row(statuses=STAFF),
    "staff-add": Row(statuses=STAFF, posted=right("access.staff", "add", ok=422)),
    "staff-member": Row(statuses=STAFF, arguments=colleague),
    "staff-change": dialog(colleague, STAFF),
    "staff-password": Row(statuses=STAFF, arguments=colleague, posted=STAFF),
    "staff-deactivate": act(colleague, STAFF),
    "staff-reactivate": act(colleague, STAFF),
    "staff-end-sign-ins": Row(405, arguments=colleague, posted=right("access.staff", "change", ok=302)),
    "staff-end-sign-in": Row(
        405,
        arguments=lambda built: colleague(built) | {"sign_in": NOBODY},
        posted=right("access.staff", "change", ok=404),
    ),
    "stores": Row(statuses=right("access.store", "change")),
    "store-add": dialog(None, right("access.store", "add")),
    "store-change": dialog(lambda built: {"uid": built.stores.lake.uid}, right("access.store", "change")),
    "region-add": dialog(None, right("access.region", "add")),
    "region-change": dialog(lambda built: {"uid": built.stores.east.uid}, right("access.region", "change")),
    "roles": Row(statuses=right("access.role")),
    "role-compare": Row(query="?a=owner&b=advisor", statuses=right("access.role")),
    "role-export": Row(statuses=right("access.role")),
    "role-import": dialog(None, right("access.role", "add")),
    "role-brought": Row(statuses=right("access.role", "add", ok=302)),
    "role-take": Row(405, posted=right("access.role", "add", ok=302)),
    "role": Row(statuses=right("access.role"), arguments=a_role),
    "role-entry": dialog(lambda built: a_role(built) | {"resource": "people.customer"}, ROLE),
    "role-review": Row(
        statuses=right("access.role", "change", ok=302),
        arguments=a_role,
        posted=right("access.role", "change", ok=302),
    ),
    "role-discard": Row(405, arguments=a_role, posted=right("access.role", "change", ok=302)),
    "role-leave-out": Row(405, arguments=a_role, posted=right("access.role", "change", ok=302)),
    "role-copy": dialog(a_role, right("access.role", "add")),
    "role-rename": dialog(a_role, ROLE),
    "role-delete": Row(405, arguments=a_role, posted=right("access.role", "delete", ok=400, refused=404)),
    "role-look": dialog(a_role, ROLE, sent=302),
    "audit": Row(statuses=AUDIT),
    "audit-take": Row(405, posted=right("access.audit_entry", "export")),
    "customer-audit": Row(statuses=AUDIT, arguments=customer),
    "look-stop": Row(405, posted=302),
    # duplicates
    "duplicates": Row(statuses=MERGING),
    "duplicates-look": Row(405, posted=right("people.customer", "delete", ok=302)),
    "duplicates-progress": Row(statuses=MERGING),
    "duplicates-merge": Row(statuses=MERGING, posted=MERGING),
    "duplicate": Row(
        statuses={role: 302 if may == 200 else may for role, may in MERGING.items()}, arguments=pair
    ),
    "duplicate-different": Row(405, arguments=pair, posted=right("people.customer", "delete", ok=302)),
    "duplicate-later": Row(405, arguments=pair, posted=right("people.customer", "delete", ok=302)),
    "duplicate-reopen": Row(405, arguments=pair, posted=right("people.customer", "delete", ok=302)),
    "customer-confirm": act(customer, CHANGE),
    "customer-merge-with": Row(
        statuses=MERGING,
        arguments=customer,
        posted={role: 422 if may == 200 else may for role, may in MERGING.items()},
    ),
    "customer-merge": Row(
        statuses=MERGING,
        arguments=lambda built: customer(built) | {"other_uid": built.other.uid},
        posted=right("people.customer", "delete", ok=302),
    ),
    "merges": Row(statuses=MERGING),
    "merge-undo": Row(
        405,
        arguments=lambda built: {"uid": NOBODY},
        posted=right("people.customer", "delete", ok=404),
    ),
    # tags
    "tags": Row(statuses=right("customize.tag")),
    "tag-change": dialog(made("tag"), right("customize.tag", "change")),
    "tag-take": Row(405, arguments=made("tag"), posted=right("customize.tag", "delete", ok=302)),
    # fields of the shop's own
    "fields": Row(statuses=right("customize.field_definition")),
    "field-add": dialog(lambda built: {}, right("customize.field_definition", "add")),
    "field-change": dialog(own_field, right("customize.field_definition", "change")),
    "field-move": Row(405, arguments=own_field, posted=right("customize.field_definition", "change", ok=302)),
    "field-retire": act(own_field, right("customize.field_definition", "change")),
    "field-restore": act(own_field, right("customize.field_definition", "change")),
    "record-choices": Row(
        405,
        arguments=lambda built: {"kind": "customer", "name": "custom_friend"},
        posted=right("people.customer"),
    ),
    "own-values": Row(
        statuses=right("people.customer"),
        arguments=lambda built: {"key": "customer", "uid": built.customer.uid},
    ),
    "own-value": dialog(own_value, right("people.customer", "change", group="basic"), sent=302),
    # photos and papers
    "customer-photo": Row(
        statuses=dict.fromkeys(SEEDED, 200) | {"analyst": 403, "workshop": 403}, arguments=customer
    ),
    "talk-file": Row(
        statuses=dict.fromkeys(SEEDED, 200) | {"analyst": 403, "marketing": 403, "workshop": 404},
        arguments=lambda built: customer(built) | {"talk_uid": built.more["talk"].uid, "number": 0},
    ),
    # moving in
    "imports": Row(statuses=right("integrations.import_run")),
    "import-new": Row(
        statuses=right("integrations.import_run", "import"),
        posted=right("integrations.import_run", "import", ok=422),
    ),
    "import": Row(statuses=RUN, arguments=made("run")),
    "import-progress": Row(statuses=RUN, arguments=made("run")),
    "import-problems": Row(statuses=RUN, arguments=made("run")),
    "import-problem-file": Row(statuses=RUN, arguments=made("run")),
    "import-mapping": act(made("run"), RUN),
    "import-check": step(),
    "import-write": step(),
    "import-stop": step(),
    "import-resume": step(done=422),
    "import-undo": Row(
        statuses=RUN,
        arguments=made("run"),
        posted={role: 400 if RUN[role] == 200 else RUN[role] for role in RUN},
    ),
    "task-reopen": act(made("task"), TASK),
    "task-call": act(made("task"), right("engagement.task", mine=404), done=200),
}


def patterns(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from patterns(each.url_patterns, prefix + space)
        else:
            yield prefix + (each.name or f"<unnamed {each.pattern}>"), each


ADDRESSES = {
    name: each
    for name, each in patterns(get_resolver().url_patterns)
    if not getattr(each.callback, "is_api", False)  # see test_every_api
}
KNOWN = [name for name in TABLE if name in ADDRESSES]


@pytest.fixture
def built(roles, stores):
    return canaries.fill(canaries.build(stores))


def test_every_address_is_in_the_table():
    assert set(ADDRESSES) - set(TABLE) == set(), "add a row for these to TABLE"
    assert set(TABLE) - set(ADDRESSES) == set(), "these addresses are gone"


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_view_says_who_it_is_for(name):
    view = ADDRESSES[name].callback
    assert getattr(view, "is_page", False) or getattr(view, "is_open", False), (
        "decorate it: @page or @open_to_all"
    )


def address(name: str, built: canaries.Shop) -> str:
    row = TABLE[name]
    return reverse(name, kwargs=row.arguments(built) if row.arguments else None) + row.query


def asked(client: Client, method: str, where: str, **values: Any) -> Any:
    """The answer, and nothing of what it wrote."""
    with transaction.atomic():
        answer = getattr(client, method)(where, **values)
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def enter(client_for: Callable[..., Client]) -> Callable[[str], Client]:
    return lambda role: Client() if role == ANONYMOUS else client_for(role)


@pytest.mark.parametrize("role", [*shop.ROLES, ANONYMOUS])
def test_each_role_gets_what_the_table_says(role, built, enter):
    client = enter(role)
    answers = {name: asked(client, "get", address(name, built), **as_it_is(name, role)) for name in KNOWN}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert differences(statuses, {name: TABLE[name].expected(role) for name in KNOWN}) == {}


def is_part(name: str) -> bool:
    return bool(getattr(ADDRESSES[name].callback, "is_part", False))


def as_it_is(name: str, role: str) -> dict[str, Any]:
    """How the house itself asks for it: parts of pages by htmx."""
    return {"headers": HTMX} if is_part(name) and role != ANONYMOUS else {}


@pytest.mark.parametrize("role", ["admin", "advisor"])
def test_no_part_of_a_page_stands_alone(role, built, client_for):
    """Whoever opens the address of a part by hand comes to the whole page, and no further."""
    client = client_for(role)
    bare, lost = [], {}
    for name in KNOWN:
        answer = asked(client, "get", address(name, built))
        is_words = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith(
            "text/html"
        )
        if is_words and b"<html" not in answer.content:
            bare.append(name)
        elif is_part(name) and TABLE[name].expected(role) == 200:
            whole = asked(client, "get", answer.headers.get("Location", "nowhere"))
            if whole.status_code != 200 or b"<html" not in whole.content:
                lost[name] = (answer.status_code, whole.status_code)
    assert (bare, lost) == ([], {})


@pytest.mark.parametrize("role", shop.ROLES)
def test_each_role_s_forms_are_taken_or_refused_as_the_table_says(role, built, enter):
    client = enter(role)
    takes = [name for name in KNOWN if TABLE[name].posted is not None]
    takes.sort(key=lambda name: name == "signout")  # last, because nobody is there afterwards
    answers = {name: asked(client, "post", reversed_of(name, built), data=SENT).status_code for name in takes}
    expected = {}
    for name in takes:
        posted = TABLE[name].posted
        expected[name] = posted if isinstance(posted, int) else posted[role]
    assert differences(answers, expected) == {}


def test_what_takes_no_form_refuses_one(built, enter):
    client = enter("admin")
    takes_none = [name for name in KNOWN if TABLE[name].posted is None]
    answers = {
        name: asked(client, "post", reversed_of(name, built), data=SENT).status_code for name in takes_none
    }
    assert {name: status for name, status in answers.items() if status != 405} == {}


def differences(answers: dict[str, int], expected: dict[str, int]) -> dict[str, tuple[int, int]]:
    """{address: (what it answered, what the table says)}, where they differ."""
    return {name: (answers[name], expected[name]) for name in answers if answers[name] != expected[name]}


WITH_RECORD = [name for name in KNOWN if (row := TABLE[name]).arguments and name != "undo"]


def elsewhere(name: str, built: canaries.Shop) -> str:
    """The address with uids that nobody has."""
    given = {
        key: NOBODY if isinstance(value, UUID) else value
        for key, value in TABLE[name].arguments(built).items()
    }
    return reverse(name, kwargs=given)


def test_what_is_not_there_is_not_found(built, enter):
    """By every verb that the address takes; in words."""
    client = enter("admin")
    found = {}
    for name in WITH_RECORD:
        if elsewhere(name, built) == reversed_of(name, built):
            continue
        for method in ("get", "post"):
            answer = asked(client, method, elsewhere(name, built), data=SENT)
            if answer.status_code not in (404, 405):
                found[name, method] = answer.status_code
    assert found == {}


OWN_FIELD = ("field-change", "field-move", "field-retire", "field-restore")
OF_ALL = ("join", "join-thanks")
OF_EVERY_STORE = (
    "piece",
    "style",
    "piece-chosen",
    "tag-change",
    "tag-take",
    "wished-by",
    "likers",
    "report-ready",
    "report",  # a shared one: what it tells is of who looks at it
    "report-change",
    "report-remove",
    "report-schedule",
    "report-mailings",
    "segment",  # the whole house's; who is in it is shown within reach
    *OWN_FIELD,
    *OF_ALL,
)


def test_what_is_out_of_reach_answers_as_if_it_were_not_there(built, client_for, staff, stores):
    """The advisor of another store, on every record of this one."""
    client = client_for(staff("advisor", stores.opera))
    found = {}
    for name in WITH_RECORD:
        if name in OF_EVERY_STORE or TABLE[name].arguments(built).keys() <= {"key", "view", "kind", "name"}:
            continue
        for method in ("get", "post"):
            answer = asked(client, method, reversed_of(name, built), data=SENT)
            if (
                answer.status_code not in (403, 404, 405)
                or answer.status_code != asked(client, method, elsewhere(name, built), data=SENT).status_code
            ):
                found[name, method] = answer.status_code
            words = answer.content.decode()
            assert canaries.NAME not in words
    assert found == {}


def reversed_of(name: str, built: canaries.Shop) -> str:
    row = TABLE[name]
    return reverse(name, kwargs=row.arguments(built) if row.arguments else None)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_page_knows_other_verbs(method, built, enter):
    client = enter("admin")
    answers = {name: asked(client, method, address(name, built)).status_code for name in KNOWN}
    assert {name: status for name, status in answers.items() if status != 405} == {}


def test_nobody_gets_in_unsigned_by_any_verb(built):
    found = {}
    for name in KNOWN:
        if TABLE[name].anonymous == 200:
            continue
        for verb in ("get", "post", "put", "delete"):
            answer = asked(Client(), verb, address(name, built))
            to = answer.headers.get("Location", "")
            if answer.status_code not in (302, 401, 403, 405) or not to.startswith("/signin/" if to else ""):
                found[name, verb] = answer.status_code
    assert found == {}


def test_a_form_without_its_token_is_refused(built, client_for):
    client = client_for("admin", enforce_csrf_checks=True)
    answers = {name: asked(client, "post", address(name, built)).status_code for name in KNOWN}
    assert {name: status for name, status in answers.items() if status not in (403, 405)} == {}


def secrets_from(role_actor: Any) -> dict[str, tuple[str, ...]]:
    """What this actor must never meet in an answer to GET, by why."""

    def level(resource: str, name: str) -> Level:
        if not policy.may(role_actor, resource):
            return Level.NONE
        return role_actor.level(resource, resources.field_of(resource, name))

    never = {  # personal values are shown masked to everybody; opening one is a POST of its own
        "phone": (canaries.PHONE, canaries.PHONE_SHOWN),
        "email": (canaries.EMAIL,),
        "wechat": (canaries.WECHAT,),
        "address": (canaries.ADDRESS,),
    }
    if level("people.customer", "name") < Level.READ:
        never["name"] = (canaries.NAME,)
    if level("people.customer", "remark") < Level.READ:
        never["remark"] = (canaries.REMARK, canaries.SOCIAL, canaries.CAUTION)
    if level("people.customer", "total_spent") < Level.READ:
        never["spend"] = canaries.SPENT_FORMS
    if level("catalog.piece", "cost") < Level.READ:
        never["cost"] = (*canaries.COST_FORMS, canaries.VENDOR)
    return never


def instances_in(value: Any, seen: set[int], depth: int = 0) -> Iterator[models.Model]:
    """Model instances of declared record types anywhere in a template's context."""
    if (
        id(value) in seen
        or depth > 8
        or isinstance(value, (str, bytes, int, float, type(None), HttpRequest, type))
    ):
        return
    seen.add(id(value))
    if isinstance(value, models.Model):
        if resources.for_model(type(value)) is not None:
            yield value
    elif isinstance(value, models.QuerySet):
        if resources.for_model(value.model) is not None:
            yield value.model()
    elif isinstance(value, policy.Record):
        yield from instances_in(value.values(), seen, depth + 1)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from instances_in(each, seen, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from instances_in(each, seen, depth + 1)
    else:
        slots = [
            name
            for kind in type(value).__mro__
            for name in getattr(kind, "__slots__", ())
            if name[:2] != "__"
        ]
        kept = {name: getattr(value, name) for name in slots if hasattr(value, name)} | getattr(
            value, "__dict__", {}
        )
        if not type(value).__module__.startswith("django.") and not callable(value):
            yield from instances_in(kept, seen, depth + 1)


ASKS = {  # further questions to an address that any reader may put into its query
    "search": ["?q=CANARY", "?q=zanary", "?q=7733", "?q=shen", "?q=" + canaries.REMARK],
    "customers": [
        "?view=all",
        "?col=name&col=phones&col=emails&col=wechats&col=addresses&col=remark&col=caution&col=total_spent",
        "?sort=-total_spent",
        "?sort=name",
        "?sort=pinyin",
        "?f=remark:contains:zanary",
        "?f=total_spent:gte:1",
        "?f=name:contains:" + canaries.NAME[:1],
        "?f=social_circle:contains:zanary",
    ],
    "pieces": ["?view=all&col=cost&col=label_price", "?view=all&sort=-cost", "?view=all&f=cost:gte:1"],
    "styles": ["?f=vendor:contains:zanary", "?col=vendor"],
    "orders": ["?view=all&sort=-total", "?view=all&f=total:gte:1", "?view=all&f=remark:contains:zanary"],
    "visits": ["?view=all&f=note:contains:zanary", "?view=all&col=note"],
    "customer-timeline": ["?kind=order", "?kind=interaction", "?kind=visit"],
    "list-filter": ["?field=remark", "?field=total_spent", "?field=name", "?field=phones", "?field=owner"],
    "tasks": ["?list=team", "?list=late", "?list=done"],
}


def questions(name: str, built: canaries.Shop) -> Iterator[str]:
    yield address(name, built)
    for query in ASKS.get(name, ()):
        yield reversed_of(name, built) + query


def told(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = str(body.decode(errors="replace")) + " ".join(f"{answer.headers}")
    return canaries.without_chance(words)


@pytest.mark.parametrize("role", shop.ROLES)
def test_no_answer_holds_what_its_reader_may_not_see(role, built, client_for, actors):
    client = client_for(role)
    secrets = secrets_from(actors[role])
    leaks: dict[str, set[str]] = {}
    for name in KNOWN:
        for where in questions(name, built):
            for headers in ({}, {"HX-Request": "true"}):
                answer = asked(client, "get", where, headers=headers)
                words = told(answer).replace(where.partition("?")[2], "")
                where_typed = where.partition("?")[2]  # what the reader wrote may be read by them
                why = {
                    each
                    for each, forms in secrets.items()
                    if any(form in words for form in forms if form not in where_typed)
                }
                assert answer.status_code < 500, where
                if why:
                    leaks[where] = why
                for context in answer.context or []:
                    found = [
                        each
                        for part in getattr(context, "dicts", [context])
                        for each in instances_in(part, set())
                    ]
                    assert [type(each).__name__ for each in found] == [], (
                        f"{name}: pages get records from the gate, never instances"
                    )
    assert leaks == {}


def test_who_may_see_them_sees_them(built, client_for):
    """Otherwise the guard above would look for what no page shows to anybody."""
    client = client_for("admin")
    words = "".join(told(asked(client, "get", where)) for name in KNOWN for where in questions(name, built))
    shown = {
        "name": (canaries.NAME,),
        "remark": (canaries.REMARK,),
        "caution": (canaries.CAUTION,),
        "spend": canaries.SPENT_FORMS,
        "cost": canaries.COST_FORMS,
        "vendor": (canaries.VENDOR,),
    }
    assert [why for why, forms in shown.items() if not any(form in words for form in forms)] == []


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("advisor", "/pieces/?view=all&f=cost:gte:1"),
        ("advisor", "/pieces/?view=all&sort=cost"),
        ("advisor", "/styles/?f=vendor:contains:zanary"),
        ("workshop", "/customers/?f=remark:contains:zanary"),
        ("workshop", "/customers/?f=total_spent:gte:1"),
        ("workshop", "/customers/?sort=-total_spent"),
        ("service", "/customers/?f=total_spent:gte:1"),
        ("service", "/customers/?sort=-total_spent"),
        ("service", "/orders/?view=all&f=total:gte:1"),
        ("marketing", "/customers/?f=remark:contains:zanary"),
        ("analyst", "/customers/?f=pinyin:contains:shen"),
        ("analyst", "/customers/?sort=pinyin"),
        ("analyst", "/visits/?view=all&f=note:contains:zanary"),
    ],
)
def test_what_may_not_be_read_can_not_be_asked_about(role, where, built, client_for):
    """Neither an answer nor an order of rows tells of a value that is denied or masked."""
    answer = client_for(role).get(where)
    assert answer.status_code in (400, 403)
    words = answer.content.decode()
    assert canaries.NAME not in words
    assert "CANARY" not in words


def test_a_page_for_a_fault_holds_nothing_of_what_was_asked(built, client_for):
    """400, 403, 404, 405 and a form that was refused by its token."""
    client = client_for("workshop")
    secret = {"q": canaries.PHONE, "name": canaries.NAME, "phone": canaries.PHONE, "remark": canaries.REMARK}
    answers = [
        client.get("/nowhere/" + canaries.REMARK),
        client.get("/customers/?f=remark:contains:" + canaries.REMARK),
        client.post(reverse("customer-register"), secret),
        client.post(reverse("customer-edit", args=[built.customer.uid]), secret),
        client.get(reverse("customer", args=[NOBODY])),
        client_for("admin", enforce_csrf_checks=True).post(reverse("customer-register"), secret),
    ]
    assert [each.status_code for each in answers] == [404, 400, 403, 403, 404, 403]
    for answer in answers:
        words = told(answer)
        assert [each for each in (canaries.PHONE, canaries.NAME, canaries.REMARK) if each in words] == []


def test_an_instance_in_a_context_would_be_noticed(built):
    """The guard above sees through lists, records and plain objects."""

    class Holder:
        def __init__(self) -> None:
            self.inner = [{"customer": built.customer}]

    assert list(instances_in({"rows": (Holder(),)}, set())) == [built.customer]
    assert list(instances_in({"rows": policy.rows(built.boss, "people.customer")}, set())) != []
    assert (
        list(instances_in({"rows": policy.records(built.boss, "people.customer", [built.customer])}, set()))
        == []
    )


def test_the_secrets_are_where_the_guard_believes(built, actors):
    """The analyst may not see the name, the advisor not the cost: a guard on nothing would guard nothing."""
    assert set(secrets_from(actors["analyst"])) >= {"name", "phone", "remark"}
    assert set(secrets_from(actors["advisor"])) >= {"cost", "phone"}
    assert set(secrets_from(actors["admin"])) == {"phone", "email", "wechat", "address"}
