"""What a customer's record lacks, as the reader may see and mend it; without a query of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parure.people import operations
from parure.people.ownership.care import ask_again_before
from parure.people.quality import TITLES, WEIGHTS
from parure.people.queries import CustomerWhole
from parure.web.dialogs import also, done
from parure.web.pages import page

SHOWN = 4
WORDS = {
    "phone": gettext_lazy("phone"),
    "birthday": gettext_lazy("birthday"),
    "name": gettext_lazy("full name"),
    "ring_size": gettext_lazy("ring size"),
    "likes": gettext_lazy("likes"),
    "owner": gettext_lazy("advisor"),
    "gender": gettext_lazy("gender"),
    "wechat": gettext_lazy("WeChat"),
    "address": gettext_lazy("address"),
    "consent": gettext_lazy("consent to marketing"),
    "source": gettext_lazy("source"),
}
DIALOGS = {  # part: (dialog that mends it, the right that opens it)
    "phone": ("contact-add", "contact"),
    "wechat": ("contact-add", "contact"),
    "address": ("contact-add", "contact"),
    "birthday": ("date-add", "date"),
    "ring_size": ("size-add", "size"),
    "likes": ("preference-add", "taste"),
}
Lacks = Callable[[CustomerWhole], bool | None]


@dataclass(frozen=True)
class Lacking:
    """One quiet line: how complete, what is missing with the way to mend it, whether it is time to ask again."""

    percent: Any
    parts: list[tuple[str, str]]  # (word, address of the dialog or "")
    is_stale: bool


def lacking_of(whole: CustomerWhole, may: dict[str, bool]) -> Lacking:
    """What is missing of what the reader may see."""
    customer = whole.customer
    missing = [part for part in WEIGHTS if LACKS[part](whole)][:SHOWN]
    known = customer.get("known_on")
    stale = isinstance(known, date) and known < ask_again_before()
    return Lacking(
        customer.get("completeness"),
        [(str(WORDS[part]), _address(part, customer.uid, may)) for part in missing],
        stale and may["edit"],
    )


def _address(part: str, uid: Any, may: dict[str, bool]) -> str:
    name, right = DIALOGS.get(part, ("customer-edit", "edit"))
    return reverse(name, args=[uid]) if may.get(right) else ""


def _empty(name: str) -> Lacks:
    return lambda whole: name in whole.customer and whole.customer.get(name) in (None, "", [])


LACKS: dict[str, Lacks] = {
    "phone": _empty("phones"),
    "wechat": _empty("wechats"),
    "address": _empty("addresses"),
    "owner": _empty("owner"),
    "gender": _empty("gender"),
    "consent": _empty("marketing_consent"),
    "source": _empty("source_channel"),
    "name": lambda whole: any(title in whole.customer.title for title in TITLES if title != "*"),
    "birthday": lambda whole: (
        "next_date" in whole.customer
        and not any(
            each.get("kind") == "birthday" and each.get("relation_id") is None for each in whole.dates
        )
    ),
    "ring_size": lambda whole: (
        "registered_on" in whole.customer
        and not any(each.get("kind") == "ring" and each.get("relation_id") is None for each in whole.sizes)
    ),
    "likes": lambda whole: not whole.preferences,
}


@page(place="customers")
@require_POST
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All of it is still right, says who asked the customer."""
    operations.confirm_customer(request.actor, uid)
    said = _("Noted: still right today.")
    return also(
        done(request, said, fact="customer-changed", back=reverse("customer", args=[uid])), "listChanged"
    )
