"""Tags of a customer, found by the search like names."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.changes import writes
from parure.customize.operations import set_tags
from parure.people.models import Customer
from parure.people.search import reindex


@transaction.atomic
def tag_customer(
    actor: Actor,
    uid: UUID | str | int,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    until: date | None = None,
    by_rule: bool = False,
) -> list[str]:
    """Give and take tags; returns those the customer has now. Nothing is written when nothing differs.

    `until` is the last day of the tags given; a tag that the customer has already gets it as its new last day.
    """
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": _("This day has passed.")})
    given = {name.strip()[:40] for name in add if name.strip()}
    wanted = (set(customer.tag_names) | given) - set(remove)
    if wanted == set(customer.tag_names) and until is None:
        policy.check_write(actor, "people.customer", ["tags"])
        return list(customer.tag_names)
    fresh = given - set(customer.tag_names) if until is None else given
    set_tags(actor, "people.customer", customer, wanted, until=dict.fromkeys(fresh, until), by_rule=by_rule)
    reindex([customer])
    return list(customer.tag_names)


@writes("people.customer", "tags")
@transaction.atomic
def write_tags(actor: Actor, uid: UUID | str, *, tags: Iterable[str]) -> list[str]:
    """Give a customer exactly these tags."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    wanted = {name.strip()[:40] for name in tags if name.strip()}
    return tag_customer(actor, uid, add=wanted, remove=set(customer.tag_names) - wanted)


@transaction.atomic
def reindex_tagged(customer_ids: Sequence[int]) -> None:
    """Let the search find these customers under the tags that they have now."""
    reindex(list(Customer.objects.filter(pk__in=customer_ids, is_archived=False).order_by("pk")))
