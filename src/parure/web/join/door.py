"""The page that a QR code opens: somebody registers themselves, without a sign-in.

The answer tells nothing of who is known here: it is the same redirection whoever sent the form, and what follows from
it happens later, elsewhere.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parure.access import attempts, policy
from parure.core.addresses import client_address
from parure.core.lunar import ImpossibleDate, LunarDate, SolarDay
from parure.people import operations
from parure.people.choices import CalendarKind, Gender, Purpose
from parure.people.consents.wordings import CURRENT, WORDINGS, privacy, wording
from parure.people.joining.reading import shown_at
from parure.people.joining.said import ASKED, Birthday, Said
from parure.people.operations.customers import clean_contact
from parure.web.dialogs import DialogForm, RequestKey, Segments
from parure.web.pages import open_to_all
from parure.web.shell.views import wait_words

AN_HOUR_FROM_ONE_ADDRESS = 40  # a shop's guests share the shop's network
AN_HOUR_BY_ONE_LINK = 300


class Numbers(forms.TypedChoiceField):
    """One of the numbers from one to `last`, or none; the list's first line says what it is."""

    def __init__(self, name: Any, last: int) -> None:
        super().__init__(
            required=False,
            choices=[("", name), *((str(each), str(each)) for each in range(1, last + 1))],
            coerce=int,
            empty_value=None,
            widget=forms.Select(attrs={"class": "form-select"}),
        )


class JoinForm(DialogForm):
    """Name and phone, what one likes to add, and what one agrees to; nothing is chosen beforehand."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "form-control-lg"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Your phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "form-control-lg"}),
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("How to address you"),
        required=False,
        widget=Segments,
        choices=[(Gender.FEMALE, gettext_lazy("Ms")), (Gender.MALE, gettext_lazy("Mr"))],
    )
    calendar = forms.ChoiceField(
        required=False, widget=Segments, choices=CalendarKind.choices, initial=CalendarKind.SOLAR
    )
    year = forms.IntegerField(
        required=False,
        min_value=1900,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "inputmode": "numeric",
                "maxlength": "4",
                "placeholder": gettext_lazy("Year, if you like"),
            }
        ),
    )
    month = Numbers(gettext_lazy("Month"), 12)
    day = Numbers(gettext_lazy("Day"), 31)
    leap = forms.BooleanField(
        label=gettext_lazy("Leap month"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    purposes = forms.MultipleChoiceField(
        required=False, choices=[(each.value, Purpose(each).label) for each in ASKED]
    )
    wording = forms.ChoiceField(
        choices=[(each, each) for each in WORDINGS], initial=CURRENT, widget=forms.HiddenInput
    )
    website = forms.CharField(required=False)  # seen by machines only; who fills it in is one
    request_key = RequestKey()

    def clean_phone(self) -> str:
        try:
            return clean_contact("phone", self.cleaned_data["phone"]).value
        except ValidationError as error:
            raise ValidationError(error.messages) from None

    def clean_purposes(self) -> list[str]:
        agreed: list[str] = self.cleaned_data["purposes"]
        if Purpose.KEEP_DATA not in agreed:
            raise ValidationError(_("Without this we may not keep your details, so it has to be ticked."))
        return agreed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            given["born"] = self._birthday(given)
        return given

    def _birthday(self, given: dict[str, Any]) -> Birthday | None:
        month, day, year = given.get("month"), given.get("day"), given.get("year")
        if not month and not day and not year:
            return None
        if not month or not day:
            self.add_error("day", _("A birthday takes a month and a day."))
            return None
        lunar = given.get("calendar") == CalendarKind.LUNAR
        leap = lunar and bool(given.get("leap"))
        is_ahead = year is not None and year > timezone.localdate().year
        if is_ahead or not _exists(month, day, year, lunar=lunar, leap=leap):
            self.add_error("day", _("There is no such day."))
            return None
        calendar = CalendarKind.LUNAR if lunar else CalendarKind.SOLAR
        return Birthday(calendar.value, month, day, year, leap)

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            given["name"],
            given["phone"],
            given["gender"],
            given["born"],
            tuple(given["purposes"]),
            given["wording"],
        )


def _exists(month: int, day: int, year: int | None, *, lunar: bool, leap: bool) -> bool:
    try:
        _day = LunarDate(month, day, leap, year) if lunar else SolarDay(month, day, year)
    except ImpossibleDate:
        return False
    return True


def at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: in the visitor's own language, with the store; one and the same page for a code that leads nowhere."""

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            try:
                name, city = shown_at(token)
            except policy.NotFound:
                response = render(request, "join/gone.html", {"house": settings.SHOP_NAME}, status=404)
            else:
                house = settings.SHOP_NAME or name
                place = " · ".join(filter(None, [name if name != house else "", city]))
                response = view(request, token, {"house": house, "place": place, "token": token})
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answered


@open_to_all
@never_cache
@at_the_door
def join(request: HttpRequest, token: str, shown: dict[str, Any]) -> HttpResponse:
    """The form; kept as typed through any refusal."""
    form = JoinForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, shown, 422 if form.is_bound else 200)
    if form.cleaned_data["website"]:
        return redirect("join-thanks", token)
    if wait := _spend(request, token):
        return _form(request, form, shown, 429, wait)
    operations.take_in(token, form.said(), request_key=form.cleaned_data["request_key"])
    return redirect("join-thanks", token)


def _spend(request: HttpRequest, token: str) -> timedelta:
    wait = attempts.spend("join.address", client_address(request), AN_HOUR_FROM_ONE_ADDRESS)
    return wait or attempts.spend("join.link", token, AN_HOUR_BY_ONE_LINK)


def _form(
    request: HttpRequest, form: JoinForm, shown: dict[str, Any], status: int, wait: timedelta = timedelta(0)
) -> HttpResponse:
    version = form["wording"].value() if form["wording"].value() in WORDINGS else CURRENT
    agreed = form["purposes"].value() or []
    context = shown | {
        "form": form,
        "consents": [
            (each.value, Purpose(each).label, wording(each, version), each in agreed) for each in ASKED
        ],
        "must": Purpose.KEEP_DATA.value,
        "privacy": privacy(version),
        "wait": wait_words(wait) if wait else "",
    }
    response = render(request, "join/form.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


@open_to_all
@never_cache
@require_safe
@at_the_door
def thanks(request: HttpRequest, token: str, shown: dict[str, Any]) -> HttpResponse:
    """What everybody is told."""
    return render(request, "join/thanks.html", shown)
