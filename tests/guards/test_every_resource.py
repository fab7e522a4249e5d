"""Every record type, every field, every level: what is denied comes out nowhere.

A new record type is a line in `INSTANCES`: its name -> how to get an instance from the canary shop.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import canaries, keys, shop
from parure.access import listing, policy
from parure.access.models import AuditEntry
from parure.access.roles import seed_roles
from parure.automation.models import BulkRun, Rule
from parure.core import conditions, resources
from parure.core.conditions import BadCondition
from parure.core.models import Job
from parure.core.resources import Field, Sensitivity
from parure.customize.models import FieldDefinition, SavedView, Tag
from parure.engagement.models import Notice, Task
from parure.insight.models import RfmGroup
from parure.integrations.models import ExportRun, ImportRun
from parure.loyalty.models import PointEntry
from parure.people.models import AdvisorChange, AssignmentRule, Consent, Identity, QualityFigure
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit

pytestmark = pytest.mark.django_db


def order(built: canaries.Shop) -> Order:
    return Order.objects.get_or_create(
        order_no="O1",
        defaults={
            "customer": built.customer, "store": built.stores.lake, "ordered_at": timezone.now(),
            "total_minor": canaries.SPENT, "remark": canaries.REMARK,
        },
    )[0]  # fmt: skip


INSTANCES: dict[str, Callable[[canaries.Shop], Any]] = {
    "access.audit_entry": lambda built: AuditEntry.objects.latest("pk"),
    "access.region": lambda built: built.stores.east,
    "access.role": lambda built: seed_roles()[0],
    "access.staff": lambda built: shop.hire("advisor", built.stores.lake),
    "access.store": lambda built: built.stores.lake,
    "automation.bulk_run": lambda built: BulkRun.objects.create(resource="people.customer", act="set"),
    "automation.job": lambda built: Job.objects.create(task="people.score_records", status="failed"),
    "automation.rule": lambda built: Rule.objects.create(name="r", event="e", verb="v"),
    "catalog.certificate": lambda built: built.piece.certificates.get(),
    "catalog.metal_price": canaries.metal_price,
    "catalog.piece": lambda built: built.piece,
    "catalog.stone": lambda built: built.piece.stones.get(),
    "catalog.style": lambda built: built.style,
    "customize.field_definition": lambda built: FieldDefinition.objects.create(
        resource="people.customer", code="hobby", label="Hobby", kind="text"
    ),
    "customize.saved_view": lambda built: SavedView.objects.create(resource="people.customer", name="v"),
    "customize.tag": lambda built: Tag.objects.create(resource="people.customer", name="t"),
    "engagement.notice": lambda built: Notice.objects.create(
        staff=shop.hire("advisor", built.stores.lake), kind="bulk_done", source_key="guarded"
    ),
    "engagement.task": lambda built: Task.objects.create(
        customer=built.customer, title="t", due_at=timezone.now(), first_due_at=timezone.now()
    ),
    "integrations.api_key": lambda built: keys.key_of(shop.hire("advisor", built.stores.lake))[0],
    "integrations.export_run": lambda built: ExportRun.objects.create(resource="people.customer"),
    "integrations.import_run": lambda built: ImportRun.objects.create(),
    "loyalty.point_entry": lambda built: PointEntry.objects.create(
        customer=built.customer, kind="OPENING_BALANCE", points=5, on=timezone.localdate(), source_key="p"
    ),
    "people.advisor_change": lambda built: AdvisorChange.objects.create(customer=built.customer, why="rule"),
    "people.assignment_rule": lambda built: AssignmentRule.objects.create(way="pool"),
    "people.consent": lambda built: Consent.objects.create(
        customer=built.customer,
        purpose="photo",
        given=True,
        how="paper",
        wording="1",
        evidence="e",
        source_key="c",
    ),
    "people.contact_point": lambda built: built.customer.contact_points.first(),
    "people.customer": lambda built: built.customer,
    "people.feedback": canaries.feedback,
    "people.identity": lambda built: Identity.objects.create(
        customer=built.customer, kind="shop", issuer="shopify", value="1"
    ),
    "people.important_date": lambda built: built.customer.dates.first(),
    "people.interaction": lambda built: built.customer.interactions.first(),
    "people.join_link": canaries.join_link,
    "people.join_request": lambda built: canaries.join_request(canaries.join_link(built)),
    "people.preference": lambda built: built.customer.preferences.first(),
    "people.quality_figure": lambda built: QualityFigure.objects.create(store=built.stores.lake),
    "people.relation": lambda built: built.customer.relations.first(),
    "insight.report": canaries.report,
    "insight.mailing": canaries.mailing,
    "insight.rfm_group": lambda built: RfmGroup.objects.get(code="champion"),
    "people.segment": canaries.segment,
    "people.size": lambda built: built.customer.sizes.first(),
    "people.timeline_entry": lambda built: built.customer.timeline.first(),
    "people.wish": canaries.wish,
    "sales.opening_spend": lambda built: OpeningSpend.objects.create(
        customer=built.customer, amount_minor=canaries.SPENT, as_of=timezone.localdate(), source_key="o"
    ),
    "sales.order": order,
    "sales.order_line": lambda built: OrderLine.objects.create(order=order(built), line_no=1, title="Ring"),
    "sales.payment": lambda built: Payment.objects.create(
        order=order(built), amount_minor=canaries.SPENT, at=timezone.now(), source_key="y"
    ),
    "sales.visit": lambda built: Visit.objects.create(customer=built.customer, note=canaries.REMARK),
}
REGISTERED = sorted(each.name for each in resources.every() if not each.name.startswith("test."))
KNOWN = [name for name in REGISTERED if name in INSTANCES]


@pytest.fixture
def built(roles, stores):
    return canaries.build(stores)


def test_every_record_type_is_in_the_table():
    assert set(REGISTERED) - set(INSTANCES) == set(), "add a line for these to INSTANCES"


def reader(resource: str, field: str, level: str) -> Any:
    """Somebody who may see everything but for one field."""
    return shop.actor_with(
        {
            "*": {"view": "all", "fields": {"*": "read"}},
            resource: {"view": "all", "fields": {"*": "read", field: level}},
        }
    )


def outputs(actor: Any, resource: str, instance: Any) -> Iterator[Any]:
    """The instance in every shape in which records leave the house."""
    yield policy.record(actor, resource, instance)
    yield from policy.records(actor, resource, policy.rows(actor, resource).filter(pk=instance.pk))
    yield from listing.list_page(actor, resource, names=list(resources.fields_of(resource))).records


def comparisons(field: Field) -> Iterator[dict[str, Any]]:
    value = {"date": "2026-01-01", "moment": "2026-01-01", "yes_no": True}.get(field.kind, "1")
    for op in conditions.operators_for(field):
        given = [value, value] if op in ("in", "between") else 7 if op in conditions.DAYS else value
        yield {"field": field.name, "op": op, "value": given}


@pytest.mark.parametrize("name", KNOWN)
def test_a_denied_field_is_absent_everywhere(name, built):
    instance = INSTANCES[name](built)
    for field in resources.fields_of(name).values():
        actor = reader(name, field.name, "none")
        for record in outputs(actor, name, instance):
            assert field.name not in record, field.name
            if resources.get(name).title_field == field.name:
                assert record.title == "***"
        refuses_to_ask(actor, name, field)


@pytest.mark.parametrize("name", KNOWN)
def test_a_masked_field_shows_no_value_and_answers_no_question(name, built):
    instance = INSTANCES[name](built)
    for field in resources.fields_of(name).values():
        actor = reader(name, field.name, "masked")
        for record in outputs(actor, name, instance):
            if field.name not in record:
                continue  # a list shows the columns that it was asked for
            assert is_masked(record[field.name]), field.name
            if resources.get(name).title_field == field.name:
                assert record.title == "***"
        refuses_to_ask(actor, name, field)


def is_masked(shown: Any) -> bool:
    if isinstance(shown, list) and shown:
        return all(is_masked(each) for each in shown)
    return shown in (None, "", []) or (isinstance(shown, policy.Masked) and not shown.revealable)


def refuses_to_ask(actor: Any, name: str, field: Field) -> None:
    assert field.name not in policy.filterable(actor, name)
    for tree in comparisons(field):
        with pytest.raises(BadCondition):
            conditions.compile_tree(name, tree, policy.filterable(actor, name))
        with pytest.raises((BadCondition, ValidationError, policy.Denied)):
            listing.list_page(actor, name, condition=tree)
    if field.is_sortable:
        default = resources.get(name).default_sort.lstrip("-")
        try:
            page = listing.list_page(actor, name, sort=field.name)
        except (ValidationError, policy.Denied, LookupError):
            return
        assert page.sort.lstrip("-") != field.name or field.name == default


@pytest.mark.parametrize("name", KNOWN)
def test_a_field_to_read_is_there_and_personal_ones_are_still_masked(name, built):
    instance = INSTANCES[name](built)
    for field in resources.fields_of(name).values():
        record = policy.record(reader(name, field.name, "read"), name, instance)
        assert field.name in record
        if field.sensitivity is Sensitivity.PERSONAL:
            shown = record[field.name]
            for each in shown if isinstance(shown, list) else [shown]:
                assert each in (None, "") or (isinstance(each, policy.Masked) and each.revealable)


SECRETS = {
    ("people.customer", "name"): (canaries.NAME,),
    ("people.customer", "social_circle"): (canaries.SOCIAL,),
    ("people.customer", "phones"): (canaries.PHONE, canaries.PHONE_SHOWN),
    ("people.customer", "emails"): (canaries.EMAIL,),
    ("people.customer", "wechats"): (canaries.WECHAT,),
    ("catalog.piece", "cost"): (str(canaries.COST),),
    ("catalog.style", "vendor"): ("zanaryvendor",),
}


@pytest.mark.parametrize(("resource", "field"), SECRETS)
def test_what_one_record_type_denies_no_other_tells(resource, field, built):
    """A title, a link or a line of the timeline must not say what the field itself may not."""
    actor = reader(resource, field, "none")
    told = {}
    for name in KNOWN:
        instance = INSTANCES[name](built)
        for record in outputs(actor, name, instance):
            words = f"{record.title} " + " ".join(str(value) for value in record.values().values())
            if any(secret in words for secret in SECRETS[resource, field]):
                told[name] = words
    assert told == {}


@pytest.mark.parametrize("name", KNOWN)
def test_who_may_not_see_the_record_type_gets_no_row(name, built):
    INSTANCES[name](built)
    blind = shop.actor_with({"*": {"view": "all", "fields": {"*": "read"}}, name: {}})
    assert list(policy.rows(blind, name)) == []
    assert policy.fields(blind, name) == {}


@pytest.mark.parametrize("name", KNOWN)
def test_every_declared_path_can_be_asked(name, built):
    """A typing error in a path is found here, not by the first who filters."""
    INSTANCES[name](built)
    actor = shop.actor_with({"*": {"view": "all", "fields": {"*": "read"}}})
    for field in policy.filterable(actor, name).values():
        if not field.is_filterable:
            continue
        for tree in comparisons(field):
            query = conditions.compile_tree(name, tree, policy.filterable(actor, name))
            policy.rows(actor, name).filter(query).exists()
