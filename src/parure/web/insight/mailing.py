"""Reports that are sent by email: set on the report's page, all of them in a list."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleagues
from parure.insight.mailing import operations
from parure.insight.mailing.reading import mailing_kept, mailings, without_email
from parure.insight.mailing.resources import FORMS, MAILING
from parure.insight.mailing.standing import lacks_server, may_receive
from parure.insight.mailing.timing import DAY, LAST, MONTH, WEEK
from parure.insight.reports.kept import kept_report
from parure.web.dialogs import DialogForm, ManyChips, RequestKey, add_errors, done, notice_of, show
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "mailingChanged"
WHEN = "when"


def _days() -> list[Any]:
    """Every day, a day of the week, a day of the month."""
    return [
        (f"{DAY}-0", _("Every day")),
        (_("Every week"), [(f"{WEEK}-{on}", str(label)) for on, label in WEEKDAYS.items()]),
        (
            _("Every month"),
            [(f"{MONTH}-{on}", _("Day %d") % on) for on in range(1, 29)]
            + [(f"{MONTH}-{LAST}", _("Last day"))],
        ),
    ]


class MailingForm(DialogForm):
    """When, as what, to whom."""

    layout = ((WHEN, "hour"), "shapes", "receivers")

    when = forms.ChoiceField(label=pgettext_lazy("mail", "On which days"))
    hour = forms.TypedChoiceField(
        label=gettext_lazy("At hour"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        initial=8,
    )
    shapes = forms.MultipleChoiceField(label=pgettext_lazy("file", "As"), choices=FORMS, widget=ManyChips)
    receivers = forms.MultipleChoiceField(
        label=pgettext_lazy("mail", "To"),
        widget=ManyChips,
        help_text=gettext_lazy("Each gets the figures that they may see."),
    )
    request_key = RequestKey()

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[WHEN].choices = _days()  # type: ignore[attr-defined]
        self.fields["receivers"].choices = people  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the operations take."""
        given = self.cleaned_data
        every, _dash, on = given[WHEN].partition("-")
        return {
            "every": every,
            "on": int(on),
            "hour": given["hour"],
            "forms": given["shapes"],
            "receivers": given["receivers"],
        }


def _people(actor: Actor, kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Colleagues by name, those without a work email marked; who is among the receivers stays to be chosen."""
    found = colleagues(actor)
    known = {uid for uid, _name in found}
    found += [each for each in kept if each[0] not in known]
    silent = without_email([uid for uid, _name in found])
    return [(uid, _("%s (no email)") % name if uid in silent else name) for uid, name in found]


def _lacking() -> str:
    """What has to be set before anything goes out."""
    if not lacks_server():
        return ""
    return _("Mail isn't set up yet: who runs the server sets PARURE_SMTP_URL and PARURE_MAIL_FROM.")


@page(place="insight")
def schedule(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have a kept report sent."""
    actor = request.actor
    policy.require(actor, MAILING, "add")
    kept = kept_report(actor, uid)
    if may_receive(actor, uid):
        raise policy.Denied(MAILING)
    mine = colleagues(actor)[:1]
    initial = {WHEN: f"{WEEK}-0", "hour": 8, "shapes": ["pdf"], "receivers": [each for each, _name in mine]}
    form = MailingForm(request.POST or None, people=_people(actor, []), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            operations.schedule_report(
                actor, uid, **form.told(), request_key=form.cleaned_data["request_key"]
            )
        except ValidationError as error:
            add_errors(form, error, every=WHEN, on=WHEN, forms="shapes")
        else:
            return _done(request, _("It will be sent."), uid)
    return show(request, form, title=_("Send %s by schedule") % kept.record["title"], intro=_lacking())


@page(place="insight")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Other hours, files or receivers."""
    actor = request.actor
    kept = mailing_kept(actor, uid)
    initial = {
        WHEN: f"{kept['every']}-{kept['on']}",
        "hour": kept["hour"],
        "shapes": kept["forms"],
        "receivers": [each for each, _name in kept["receivers"]],
    }
    form = MailingForm(request.POST or None, people=_people(actor, kept["receivers"]), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            operations.change_mailing(actor, uid, **form.told())
        except ValidationError as error:
            add_errors(form, error, every=WHEN, on=WHEN, forms="shapes")
        else:
            return _done(request, _("Kept."), kept["report"])
    return show(request, form, title=_("Send %s by schedule") % kept["title"], intro=_lacking())


def _done(request: HttpRequest, text: str, report: Any, undo: Any = None) -> HttpResponse:
    return done(request, text, fact=CHANGED, back=reverse("report", args=[report]), undo=undo)


@page(place="insight")
@require_POST
def pause(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = operations.pause_mailing(request.actor, uid)
    return _done(request, _("Nothing is sent until it goes on."), found.report.uid)


@page(place="insight")
@require_POST
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = operations.resume_mailing(request.actor, uid)
    return _done(request, _("It is sent again from the next time on."), found.report.uid)


@page(place="insight")
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send it no more; it can be brought back."""
    found = operations.end_mailing(request.actor, uid)
    undo = ("mailing-ended", {"uid": str(uid)})
    return _done(request, _("It is sent no more."), found.report.uid, undo)


@undoes("mailing-ended", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_mailing(actor, kept["uid"])


@page(place="insight", part_of="report")
@require_safe
def of_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When one report is sent, to whom, and what became of it."""
    kept_report(request.actor, uid)
    return render(request, "insight/report_mailings.html", mailing_context(request.actor, uid))


def mailing_context(actor: Actor, uid: UUID) -> dict[str, Any]:
    """What the report's page shows of its sending."""
    return {
        "report_uid": uid,
        "mailings": mailings(actor, uid),
        "lacking": _lacking(),
        "may_schedule": policy.may(actor, MAILING, "add") and not may_receive(actor, uid),
    }


@page(place="insight")
@require_safe
def scheduled(request: HttpRequest) -> HttpResponse:
    """All that is sent, by when it is due."""
    policy.require(request.actor, MAILING, "view")
    context = {"mailings": mailings(request.actor), "lacking": _lacking(), "notice": notice_of(request)}
    within = bool(request.htmx) and request.htmx.target == "mailings"
    return render(request, "insight/mailings_body.html" if within else "insight/mailings.html", context)
