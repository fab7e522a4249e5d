"""Forms of tasks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parure.core import resources
from parure.web.dialogs import Chips, DialogForm, RequestKey
from parure.web.people.days import DayInput

SOON = (
    ("0", _("today")),
    ("1", _("tomorrow")),
    ("3", _("in 3 days")),
    ("7", _("next week")),
    ("", _("another day")),
)


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DueForm(DialogForm):
    """Until when: one of the near days, or another; with a time where it matters.

    The day itself is asked for once "another day" is chosen; one that was written before doesn't count otherwise.
    """

    soon = forms.ChoiceField(label=_("Until"), required=False, choices=SOON, widget=Chips, initial="1")
    on = forms.DateField(label=_("Another day"), required=False, widget=DayInput())
    at = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day = given.get("on")
        if given.get("soon"):
            day = timezone.localdate() + timedelta(days=int(given["soon"]))
            self.errors.pop("on", None)
        if day is None and "on" not in self.errors:
            self.add_error("on", _t("Until when?"))
        given["due"] = due_of(day, given.get("at"))
        return given


def due_of(day: date | None, at: time | None) -> date | datetime | None:
    """The day, or the moment where a time is given, in the shop's time zone."""
    if day is None or at is None:
        return day
    return timezone.make_aware(datetime.combine(day, at))


class TaskForm(DueForm):
    """What is to be done, for whom, until when, by whom."""

    layout: tuple[str | tuple[str, ...], ...] = (
        "title",
        "kind",
        "soon",
        ("on", "at"),
        "assignee",
        "worth",
        "words",
        "note",
    )

    title = forms.CharField(
        label=_("What"),
        max_length=160,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), widget=Chips, initial="follow_up")
    assignee = forms.ChoiceField(label=_("Who does it"), required=False)
    worth = forms.IntegerField(
        label=_("May bring, ¥"),
        required=False,
        min_value=0,
        max_value=100_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words = forms.CharField(label=_("Words to say"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    request_key = RequestKey()

    def __init__(self, *args: Any, people: Sequence[tuple[Any, str]], may_worth: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = resources.field_of("engagement.task", "kind").choices
        self.fields["kind"].choices = list(kinds()) if kinds else []  # type: ignore[attr-defined]
        if len(people) > 1:
            self.fields["assignee"].choices = [(str(uid), name) for uid, name in people]  # type: ignore[attr-defined]
        else:
            del self.fields["assignee"]
        if not may_worth:
            del self.fields["worth"]


class TaskChangeForm(TaskForm):
    """A task that stands, said anew: the day is written, for none of the near ones is meant."""

    layout = ("title", "kind", ("on", "at"), "assignee", "worth", "words", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _t("Until")
        for name in ("soon", "request_key"):
            del self.fields[name]


class LaterForm(DueForm):
    """Another day for a task."""

    layout = ("soon", ("on", "at"))

    soon = forms.ChoiceField(label=_("Until"), required=False, choices=SOON[1:], widget=Chips, initial="1")


class GiveForm(DialogForm):
    """To whom a task goes."""

    assignee = forms.ChoiceField(label=_("Who does it"), widget=Chips)

    def __init__(self, *args: Any, people: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [(str(uid), name) for uid, name in people]  # type: ignore[attr-defined]


class DoneForm(DialogForm):
    """What came of it, and what comes next."""

    layout = ("outcome", ("next_step", "next_due"))

    outcome = forms.CharField(
        label=_("What came of it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=160)
    next_due = forms.DateField(label=_("Until"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("next_step") and not given.get("next_due"):
            self.add_error("next_due", _t("Until when?"))
        return given
