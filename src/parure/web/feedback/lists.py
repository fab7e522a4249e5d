"""The list of feedback: what is open, what was complained of, who would not recommend us."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from parure.access.actors import Actor
from parure.access.policy import Link, Masked, Record
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.people.choices import FeedbackKind, FeedbackStatus
from parure.people.feedback.rules import DETRACTORS, FEW_STARS, stars
from parure.web.customers.views import SIBLINGS
from parure.web.kit import components
from parure.web.kit.cells import DASH, address_of
from parure.web.kit.lists import Column, Empty, ListOf, View, declare_list
from parure.web.kit.views import show_list
from parure.web.pages import page

KIND_TONES: Mapping[str, components.Tone] = {
    FeedbackKind.COMPLAINT: "rose",
    FeedbackKind.PRAISE: "sage",
    FeedbackKind.SUGGESTION: "slate",
}
STATUS_TONES: Mapping[str, components.Tone] = {FeedbackStatus.OPEN: "rose", FeedbackStatus.SETTLED: "sage"}
Labels = Mapping[str, str]


def _open(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "status", "op": "is", "value": FeedbackStatus.OPEN.value}]


def _complaints(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "kind", "op": "is", "value": FeedbackKind.COMPLAINT.value}]


def _low(actor: Actor, today: date) -> list[Tree]:
    few = {"field": "score", "op": "lte", "value": FEW_STARS}
    return [{"any": [few, {"field": "recommend", "op": "lte", "value": DETRACTORS}]}]


def _mine(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "staff", "op": "is", "value": actor.staff_id or 0}]


def _address(record: Record) -> str:
    """Feedback stands on its customer's page."""
    to = record.get("customer")
    return f"{address_of('people.customer', to.uid)}#feedback" if isinstance(to, Link) else ""


def _customer(record: Record, asked: Field, labels: Labels) -> SafeString:
    to = record.get("customer")
    if not isinstance(to, Link):
        return format_html('<span class="t-b nm">{}</span>', to or "—")
    return format_html('<a class="t-b nm" href="{}" title="{}">{}</a>', _address(record), to, to)


def _kind(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("kind") or "")
    return components.tag(text=labels.get(code, code), tone=KIND_TONES.get(code, "")) if code else DASH


def _score(record: Record, asked: Field, labels: Labels) -> SafeString:
    score = record.get("score")
    if not isinstance(score, int):
        return format_html("{}", score) if score else DASH
    return format_html('<span class="pr-rated" title="{}/5">{}</span>', score, stars(score))


def _words(record: Record, asked: Field, labels: Labels) -> SafeString:
    text = record.get(asked.name)
    if not text or isinstance(text, Masked):
        return format_html("{}", text) if text else DASH
    return format_html('<span class="cut" title="{}">{}</span>', text, text)


def _status(record: Record, asked: Field, labels: Labels) -> SafeString:
    code = str(record.get("status") or "")
    return (
        components.tag(text=labels.get(code, code), tone=STATUS_TONES[code]) if code in STATUS_TONES else DASH
    )


FEEDBACK = declare_list(
    ListOf(
        key="feedback",
        resource="people.feedback",
        title=pgettext_lazy("list", "Feedback"),
        main="customer",
        columns=(
            "customer", "kind", "score", "recommend", "words", "status", "done", "store", "staff", "at",
        ),
        cells={
            "customer": Column(_customer, slot="c-who", is_quiet=False),
            "kind": Column(_kind, slot="c-sum", is_quiet=False),
            "score": Column(_score, slot="c-like", is_quiet=False),
            "words": Column(_words, slot="c-next", is_quiet=False),
            "done": Column(_words),
            "status": Column(_status),
            "at": Column(),
        },
        views=(
            View("open", pgettext_lazy("feedback", "Open"), _open, needs=("status",)),
            View("complaints", _("Complaints"), _complaints, needs=("kind",)),
            View("low", _("Few stars, or wouldn't recommend us"), _low, needs=("score", "recommend")),
            View("mine", _("Heard by me"), _mine, needs=("staff",)),
        ),
        siblings=SIBLINGS,
        opens="open",
        counted=ngettext_lazy("%(n)s feedback", "%(n)s feedbacks", "count"),
        empty=Empty(
            _("No feedback yet"),
            _(
                "What customers think of you is recorded on their page; here you see what is still to be settled, and "
                "who would not recommend you."
            ),
            drawing="p-pendant",
        ),
        row_address=_address,
    )
)  # fmt: skip


@page(place="customers")
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """All feedback in reach, by views, conditions and order of the address."""
    return show_list(request, FEEDBACK)
