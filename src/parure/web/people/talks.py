"""Recording a call, a message or a talk on the customer's page."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parure.access import policy
from parure.core.pictures import keep_all
from parure.people import operations
from parure.web.dialogs import texts
from parure.web.fields.inputs import add_own_fields, keep_own_values
from parure.web.pages import page
from parure.web.people.forms import InteractionForm
from parure.web.people.traits import save

WORDS = ("channel", "direction", "content", "outcome", "next_step", "request_key")


@page(place="customers")
def add_interaction(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "people.interaction", "add")
    policy.fetch(request.actor, "people.customer", uid, "view")
    form = InteractionForm(request.POST or None, request.FILES or None)
    if policy.may(request.actor, "people.interaction", "change"):
        add_own_fields(form, request.actor, "people.interaction")

    def write(given: dict[str, Any]) -> None:
        with transaction.atomic():
            made = operations.record_interaction(
                request.actor,
                uid,
                next_due=given.get("next_due"),
                files=keep_all(given.get("attached") or []),
                **texts(given, *WORDS),
            )
            keep_own_values(request.actor, "people.interaction", made.uid, form)

    said = _("It stands in the story.")
    names = {"files": "attached"}
    return save(request, form, write, uid=uid, title=_("Record a talk"), said=said, names=names)
