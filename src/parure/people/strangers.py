"""Who a stranger at the counter is: somebody whose whole number is known, and whose advisor works elsewhere.

A minimal card: a surname, the store, the advisor, so that the two can be brought together. Every look is on record
with the customer it was about, and there are so many a day.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Level
from parure.access.models import AuditEntry
from parure.core import resources
from parure.core.moments import midnight
from parure.people.masking import mask_name
from parure.people.models import Customer
from parure.people.search import full_phone, with_phone
from parure.people.surnames import COMPOUND

A_DAY = 20
SHOWN = 3


@dataclass(frozen=True)
class Stranger:
    """The little that may be known of somebody out of reach: 沈女士, the store, the advisor."""

    name: str
    store: str
    advisor: str


@dataclass(frozen=True)
class Strangers:
    """Who was found; `refused` when the day's looks are used up."""

    found: tuple[Stranger, ...] = ()
    refused: bool = False


def strangers_with_phone(actor: Actor, text: str) -> Strangers:
    """Customers out of the actor's reach who have this whole number; nothing for anything less than one."""
    phone = full_phone(text)
    if not phone or "phones" not in policy.fields(actor, "people.customer"):
        return Strangers()
    theirs = policy.rows(actor, "people.customer").values("pk")
    everybody = resources.get("people.customer").restrict()
    rows = with_phone(Customer.objects.filter(everybody).exclude(pk__in=theirs), phone)
    if looks_today(actor) >= A_DAY:  # asked first: being refused must not tell that somebody is there
        return Strangers(refused=True)
    found = list(rows.select_related("home_store", "owner").order_by("pk")[:SHOWN])
    for customer in found:
        audit.record(
            actor, AuditAction.SEARCH_PHONE, "people.customer", customer.pk, detail={"out_of_reach": 1}
        )
    return Strangers(tuple(_card(actor, each) for each in found))


def looks_today(actor: Actor) -> int:
    """How many strangers this person was shown today."""
    rows = AuditEntry.objects.filter(
        staff_id=actor.behind or actor.staff_id or 0, action=AuditAction.SEARCH_PHONE, at__gte=midnight()
    )
    return rows.filter(record_id__isnull=False).count()


def _card(actor: Actor, customer: Customer) -> Stranger:
    fields = policy.fields(actor, "people.customer", Level.READ)
    return Stranger(
        salutation(customer) if "name" in fields else "***",
        customer.home_store.name if customer.home_store and "home_store" in fields else "",
        customer.owner.name if customer.owner and "owner" in fields else "",
    )


def salutation(customer: Customer) -> str:
    """沈女士, 欧阳先生; 沈** where it isn't known, and never more of the name than the surname."""
    name = customer.name.strip()
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    word = {"F": _("%s, Ms"), "M": _("%s, Mr")}.get(customer.gender, "")
    if not word or name.isascii() or len(name) < 2:
        return mask_name(name)
    return word % surname
