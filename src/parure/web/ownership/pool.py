"""Taking a customer without an advisor, and giving them back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access.actors import Actor
from parure.people import operations
from parure.web.dialogs import also, done
from parure.web.pages import page
from parure.web.undo import undoes


@page(place="customers")
@require_POST
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Become the customer's advisor; refused in words where somebody was faster or the day's number is reached."""
    back = reverse("customer", args=[uid])
    try:
        operations.claim_customer(request.actor, uid)
    except ValidationError as error:
        return done(request, " ".join(error.messages), fact="listChanged", back=back)
    undo = ("claim", {"customer": str(uid)})
    said = _("This customer is yours now.")
    answer = done(request, said, fact="listChanged", back=back, undo=undo)
    return also(answer, "customer-changed")


@undoes("claim", fact="listChanged")
def _release(actor: Actor, kept: dict[str, Any]) -> None:
    operations.release_customer(actor, kept["customer"])
