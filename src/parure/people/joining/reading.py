"""Join links and what came in by them, as pages show them. Everything leaves as records of the gate."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.choices import JoinState
from parure.people.consents.standing import standing
from parure.people.joining.links import holds, open_link
from parure.people.models import ContactPoint, Customer, JoinLink, JoinRequest

LINK, REQUEST = "people.join_link", "people.join_request"
MATCHED = ("name", "phones", "gender", "birthday", "home_store", "owner", "tier_label")
SHOWN = 100


@dataclass(frozen=True)
class LinkLine:
    """A link, and whether its code leads to the form now."""

    link: Record
    is_open: bool


def join_links(actor: Actor) -> list[LinkLine]:
    """The links in reach, those that hold first, the newest first. Two queries."""
    rows = policy.rows(actor, LINK)
    held = set(rows.filter(holds(timezone.localdate())).values_list("pk", flat=True))
    records = policy.records(actor, LINK, rows.order_by("-pk"))
    lines = [LinkLine(each, each.pk in held) for each in records]
    return sorted(lines, key=lambda line: not line.is_open)


def join_link(actor: Actor, uid: UUID | str) -> tuple[LinkLine, str]:
    """One link and its token, for who may show it."""
    link: JoinLink = policy.fetch(actor, LINK, uid, "view")
    is_open = JoinLink.objects.filter(holds(timezone.localdate()), pk=link.pk).exists()
    return LinkLine(policy.record(actor, LINK, link), is_open), link.token


def shown_at(token: str) -> tuple[str, str]:
    """The store's name and city for who follows a code. `NotFound` unless it leads anywhere."""
    store = open_link(token).store
    return store.name, store.city


def waiting_count(actor: Actor) -> int:
    """How many forms wait for somebody to look at them, as far as the actor may."""
    if not policy.may(actor, REQUEST, "change"):
        return 0
    return policy.rows(actor, REQUEST, "change").filter(state=JoinState.OPEN).count()


def waiting_requests(actor: Actor) -> list[Record]:
    """The forms that wait, the oldest first. One query."""
    rows = policy.rows(actor, REQUEST).filter(state=JoinState.OPEN).order_by("pk")
    return policy.records(actor, REQUEST, rows[:SHOWN])


@dataclass(frozen=True)
class Taken:
    """A form that was taken over into a record (None: out of reach) and can still be taken out of it."""

    request: Record
    customer: Record | None


def taken_requests(actor: Actor) -> list[Taken]:
    """The forms whose taking over can be undone, the latest first, for who may. Two queries."""
    if not policy.may(actor, REQUEST, "change"):
        return []
    rows = policy.rows(actor, REQUEST, "change").filter(state=JoinState.TAKEN).exclude(said={})
    found = list(rows.select_related("link__store", "link__advisor", "decided_by").order_by("-pk")[:SHOWN])
    ids = [each.customer_id for each in found]
    whose = policy.rows(actor, "people.customer").filter(pk__in=ids)
    named = (
        {each.pk: each for each in policy.records(actor, "people.customer", whose, ["name"])} if ids else {}
    )
    records = policy.records(actor, REQUEST, found)
    return [Taken(record, named.get(row.customer_id)) for record, row in zip(records, found, strict=True)]


@dataclass(frozen=True)
class Match:
    """A customer who has the phone that was sent; `agreed` are the purposes that they agreed to before."""

    customer: Record
    has_birthday: bool
    agreed: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """A form beside the records that have its phone; `out_of_reach` where there are others still."""

    request: Record
    is_open: bool
    matches: list[Match]
    out_of_reach: bool
    customer_uid: UUID | None  # who came of it


def request_beside(actor: Actor, uid: UUID | str) -> Beside:
    """One form and who it may be from."""
    row: JoinRequest = policy.fetch(actor, REQUEST, uid, "view")
    is_open = row.state == JoinState.OPEN
    record = policy.record(actor, REQUEST, row)
    if not is_open or "phone" not in record:
        return Beside(record, is_open, [], out_of_reach=False, customer_uid=_came(actor, row))
    having = ContactPoint.objects.filter(digest=bytes(row.digest), kind="phone").values("customer_id")
    known = set(Customer.objects.filter(pk__in=having).values_list("pk", flat=True))
    rows = policy.rows(actor, "people.customer").filter(pk__in=known).order_by("pk")
    found = policy.records(actor, "people.customer", rows, MATCHED)
    return Beside(
        record,
        is_open,
        [_match(actor, each) for each in found],
        out_of_reach=len(found) < len(known),
        customer_uid=None,
    )


def _match(actor: Actor, record: Record) -> Match:
    held: dict[str, Any] = standing(record.pk) if policy.may(actor, "people.consent") else {}
    agreed = frozenset(purpose for purpose, said in held.items() if said.given)
    return Match(record, bool(record.get("birthday")), agreed)


def _came(actor: Actor, row: JoinRequest) -> UUID | None:
    if row.customer_id is None:
        return None
    rows = policy.rows(actor, "people.customer").filter(pk=row.customer_id)
    found: UUID | None = rows.values_list("uid", flat=True).first()
    return found
