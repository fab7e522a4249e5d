"""What a customer thinks of us, on their page: recorded, put right, settled."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.core.changes import change
from parure.people import operations
from parure.people.choices import FeedbackKind, FeedbackStatus
from parure.people.feedback.reading import FEEDBACK, feedback_of
from parure.people.feedback.rules import stars
from parure.sales.queries import occasions_of_customer
from parure.web.dialogs import done
from parure.web.feedback.forms import ABOUT, FeedbackForm, SettleForm
from parure.web.feedback.lists import KIND_TONES
from parure.web.fields.inputs import add_own_fields, keep_own_values, own_values
from parure.web.kit.cells import address_of
from parure.web.pages import page
from parure.web.people.traits import save
from parure.web.people.views import CHANGED
from parure.web.undo import undoes

OF = {"order": "sales.order", "visit": "sales.visit"}
SHOWN = 4  # the others are folded away


@page(place="customers", part_of="customer")
@require_safe
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the customer had to say and what was done about it, asked for once the page stands."""
    policy.require(request.actor, FEEDBACK, "view")
    customer = policy.fetch(request.actor, "people.customer", uid, "view")
    lines = [_line(each) for each in feedback_of(request.actor, customer.pk)]
    context = {
        "uid": customer.uid,
        "lines": lines[:SHOWN],
        "past": lines[SHOWN:],
        "may_add": policy.may(request.actor, FEEDBACK, "add"),
        "may_change": _may_change(request.actor),
        "may_settle": "done" in policy.fields(request.actor, FEEDBACK, Level.WRITE),
    }
    return render(request, "feedback/card.html", context)


def _may_change(actor: Actor) -> bool:
    return policy.may(actor, FEEDBACK, "change") and "kind" in policy.fields(actor, FEEDBACK, Level.WRITE)


def _line(told: Record) -> dict[str, Any]:
    kind, status = str(told.get("kind") or ""), str(told.get("status") or "")
    settled_at = told.get("settled_at")
    return {
        "uid": told.uid,
        "kind": dict(FeedbackKind.choices).get(kind, ""),
        "tone": KIND_TONES.get(kind, ""),
        "stars": stars(told.get("score")),
        "score": told.get("score"),
        "recommend": told.get("recommend"),
        "words": told.get("words") or "",
        "about": _about(told),
        "on": timezone.localdate(told["at"]) if told.get("at") else None,
        "who": told.get("staff") or "",
        "is_open": status == FeedbackStatus.OPEN,
        "is_settled": status == FeedbackStatus.SETTLED,
        "done": told.get("done") or "",
        "settled_on": timezone.localdate(settled_at) if settled_at else None,
        "settled_by": told.get("settled_by") or "",
    }


def _about(told: Record) -> dict[str, Any] | None:
    """The order or visit that it is about: what it is called and its page."""
    for name in ABOUT:
        if found := told.get(name):
            words = {"order": _("about order %s") % found, "visit": _("about a visit")}[name]
            return {"words": words, "url": address_of(OF[name], getattr(found, "uid", None))}
    return None


# ── recording and putting right ──────────────────────────────────────────────


@page(place="customers")
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, FEEDBACK, "add")
    customer = policy.fetch(request.actor, "people.customer", uid, "view")
    form = FeedbackForm(request.POST or None, occasions=_occasions(request.actor, customer.pk))
    may_change = _may_change(request.actor)
    if may_change:
        add_own_fields(form, request.actor, FEEDBACK)
    made: list[UUID] = []

    def write(given: dict[str, Any]) -> None:
        with transaction.atomic():
            key = given["request_key"]
            found = operations.record_feedback(request.actor, uid, request_key=key, **form.values())
            keep_own_values(request.actor, FEEDBACK, found.uid, form)
        made.append(found.uid)

    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Record feedback"),
        said=_("The feedback is on record."),
        undo=lambda: ("feedback-recorded", {"feedback": str(made[0])}) if may_change else None,
    )


def _occasions(actor: Actor, customer_id: int) -> list[tuple[str, str]]:
    """The last orders and visits to choose from: (value, words)."""
    words = {"order": _("Order %s"), "visit": _("Visit on %s")}
    found = []
    for kind, each in occasions_of_customer(actor, customer_id):
        at = each.get("ordered_at") or each.get("at")
        day = timezone.localdate(at).isoformat() if at else ""
        named = " ".join(filter(None, [each.title, day])) if kind == "order" else day
        found.append((f"{kind}:{each.uid}", words[kind] % named))
    return found


def _mine(actor: Actor, uid: UUID, feedback_uid: UUID) -> Any:
    """Feedback of this customer that the actor may change."""
    policy.require(actor, FEEDBACK, "change")
    customer = policy.fetch(actor, "people.customer", uid, "view")
    feedback = policy.fetch(actor, FEEDBACK, feedback_uid, "change")
    if feedback.customer_id != customer.pk:
        raise policy.NotFound(FEEDBACK)
    return feedback


@page(place="customers")
def amend(request: HttpRequest, uid: UUID, feedback_uid: UUID) -> HttpResponse:
    feedback = _mine(request.actor, uid, feedback_uid)
    record = policy.record(request.actor, FEEDBACK, feedback)
    initial = _initial(record)
    occasions = _occasions(request.actor, feedback.customer_id)
    if initial["about"] and initial["about"] not in dict(occasions):
        occasions.append((initial["about"], (_about(record) or {})["words"]))
    form = FeedbackForm(request.POST or None, occasions=occasions, initial=initial)
    add_own_fields(form, request.actor, FEEDBACK, feedback.custom)

    def write(given: dict[str, Any]) -> None:
        with transaction.atomic():
            operations.amend_feedback(request.actor, feedback_uid, **form.values())
            if own := own_values(form):
                change(request.actor, FEEDBACK, feedback_uid, own)

    title, said = _("Put the feedback right"), _("The feedback is changed.")
    return save(request, form, write, uid=uid, title=title, said=said)


def _initial(record: Record) -> dict[str, Any]:
    found = {
        name: "" if record.get(name) is None else record.get(name)
        for name in ("kind", "score", "recommend", "words")
    }
    about = next(((name, record.get(name)) for name in ABOUT if record.get(name)), None)
    uid = getattr(about[1], "uid", None) if about else None
    return found | {"about": f"{about[0]}:{uid}" if about and uid else ""}


# ── settling and taking back ─────────────────────────────────────────────────


@page(place="customers")
def settle(request: HttpRequest, uid: UUID, feedback_uid: UUID) -> HttpResponse:
    """Say what was done about a complaint or a suggestion."""
    feedback = _mine(request.actor, uid, feedback_uid)
    record = policy.record(request.actor, FEEDBACK, feedback, ["words", "done"])
    form = SettleForm(request.POST or None, initial={"done": record.get("done") or ""})

    def write(given: dict[str, Any]) -> None:
        operations.settle_feedback(request.actor, feedback_uid, done=given["done"])

    return save(
        request,
        form,
        write,
        uid=uid,
        title=pgettext("feedback", "Settle"),
        said=_("It is settled."),
        intro=record.get("words") or "",
        undo=lambda: ("feedback-settled", {"feedback": str(feedback_uid)}),
    )


@page(place="customers")
@require_POST
def reopen(request: HttpRequest, uid: UUID, feedback_uid: UUID) -> HttpResponse:
    _mine(request.actor, uid, feedback_uid)
    operations.reopen_feedback(request.actor, feedback_uid)
    back = reverse("customer", args=[uid])
    return done(request, _("It is open again."), fact=CHANGED, back=back)


@page(place="customers")
@require_POST
def remove(request: HttpRequest, uid: UUID, feedback_uid: UUID) -> HttpResponse:
    _mine(request.actor, uid, feedback_uid)
    operations.remove_feedback(request.actor, feedback_uid)
    undo = ("feedback-removed", {"feedback": str(feedback_uid)})
    back = reverse("customer", args=[uid])
    return done(request, _("The feedback is removed."), fact=CHANGED, back=back, undo=undo)


@undoes("feedback-recorded", fact=CHANGED)
def _take_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.remove_feedback(actor, kept["feedback"])


@undoes("feedback-settled", fact=CHANGED)
def _open_again(actor: Actor, kept: dict[str, Any]) -> None:
    operations.reopen_feedback(actor, kept["feedback"])


@undoes("feedback-removed", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_feedback(actor, kept["feedback"])
