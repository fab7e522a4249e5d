"""The forms of feedback."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from parure.people.choices import FeedbackKind
from parure.people.feedback.rules import LONGEST_DONE, LONGEST_WORDS, MOST, STARS
from parure.web.dialogs import Chips, DialogForm, RequestKey, Stars
from parure.web.people.forms import LONG

ABOUT = ("order", "visit")


class FeedbackForm(DialogForm):
    """What somebody had to say: stars, how likely they recommend us, or words; one of these is enough."""

    layout = ("kind", "score", "recommend", "words", "about")

    kind = forms.ChoiceField(
        label=pgettext_lazy("feedback", "Kind"),
        choices=FeedbackKind.choices,
        widget=Chips,
        initial=FeedbackKind.SATISFACTION,
    )
    score = forms.TypedChoiceField(
        label=gettext_lazy("Stars"), required=False, coerce=int, empty_value=None, widget=Stars
    )
    recommend = forms.TypedChoiceField(
        label=gettext_lazy("Would recommend us"),
        help_text=gettext_lazy("0: certainly not, 10: certainly"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=Chips,
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"), required=False, max_length=LONGEST_WORDS, widget=LONG
    )
    about = forms.ChoiceField(label=pgettext_lazy("feedback", "About"), required=False)
    request_key = RequestKey()

    def __init__(self, *args: Any, occasions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unsaid = ("", pgettext("feedback", "not said"))
        stars = [(str(n), ngettext("%s star", "%s stars", n) % n) for n in range(1, STARS + 1)]
        choices: dict[str, list[tuple[str, str]]] = {
            "score": [unsaid, *stars],
            "recommend": [unsaid, *((str(n), str(n)) for n in range(MOST + 1))],
            "about": [("", _("nothing in particular")), *occasions],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_about(self) -> dict[str, str | None]:
        """{"order": uid or None, "visit": uid or None}."""
        kind, _colon, uid = self.cleaned_data["about"].partition(":")
        try:
            return dict.fromkeys(ABOUT) | ({kind: str(UUID(uid))} if kind in ABOUT else {})
        except ValueError:
            raise ValidationError(_("This isn't one of the choices.")) from None

    def values(self) -> dict[str, Any]:
        """What was said, as the operations take it."""
        given = self.cleaned_data
        about: dict[str, str | None] = given["about"]
        return {name: given[name] for name in ("kind", "score", "recommend", "words")} | about


class SettleForm(DialogForm):
    """What was done about it."""

    layout = ("done",)

    done = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=LONGEST_DONE,
        widget=LONG,
        help_text=gettext_lazy("as you would tell it to a colleague who greets them next"),
    )
