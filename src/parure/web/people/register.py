"""Registering somebody at the counter in fifteen seconds, and editing the plain values later."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core.changes import change
from parure.core.pictures import keep
from parure.core.resources import Field, Kind
from parure.people import operations, queries
from parure.people.choices import Aspect, CalendarKind, Gender, How, Purpose
from parure.people.operations.customers import PLAIN, AlreadyKnown
from parure.web.dialogs import Chips, DialogForm, ManyChips, RequestKey, Segments, add_errors, done, go, show
from parure.web.fields.inputs import add_own_fields, keep_own_values, own_names, own_values
from parure.web.pages import page
from parure.web.people.days import DayInput, day_values, read_day
from parure.web.people.pictures import PhotoField
from parure.web.people.views import CHANGED
from parure.web.together import Clash, Together

SOURCES = (
    gettext_lazy("Walked in"),
    gettext_lazy("Friend's word"),
    gettext_lazy("Xiaohongshu"),
    gettext_lazy("Douyin"),
    gettext_lazy("WeChat channel"),
    gettext_lazy("Shop event"),
)
INTERESTS = (
    gettext_lazy("Proposal ring"),
    gettext_lazy("Wedding golds"),
    gettext_lazy("Gift for elders"),
    gettext_lazy("For oneself"),
    gettext_lazy("Jade"),
    gettext_lazy("Coloured gems"),
    gettext_lazy("Investment gold"),
    gettext_lazy("Repair and care"),
)

ASKED_AT_COUNTER = (Purpose.MARKETING_SMS, Purpose.MARKETING_WECHAT, Purpose.MARKETING_PHONE)


def _kept_words(words: Iterable[Any]) -> list[tuple[str, Any]]:
    """Choices that are kept as text: in the language of the house whoever chooses, shown in the reader's."""
    with translation.override(settings.LANGUAGE_CODE):
        kept = [str(word) for word in words]
    return list(zip(kept, words, strict=True))


class RegisterForm(DialogForm):
    """Phone and name are enough; everything else can wait for the next meeting."""

    layout = (("name", "gender"), "source_channel", "interests", ("birthday", "calendar"), "size", "remark")

    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "inputmode": "tel",
                "autocomplete": "off",
                "autofocus": True,
                "class": "form-control-lg",
                "data-phone": "",
            }
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control-lg"}),
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), required=False, widget=Segments, choices=Gender.choices, initial=""
    )
    source_channel = forms.ChoiceField(label=gettext_lazy("How they came"), required=False, widget=Chips)
    interests = forms.MultipleChoiceField(label=gettext_lazy("Came to see"), required=False, widget=ManyChips)
    birthday = forms.CharField(
        label=gettext_lazy("Birthday"),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"placeholder": "8-15 / 八月十五", "autocomplete": "off", "class": "form-control-lg"}
        ),
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("Calendar"),
        required=False,
        widget=Segments,
        choices=CalendarKind.choices,
        initial=CalendarKind.SOLAR,
    )
    size = forms.CharField(
        label=gettext_lazy("Ring size"),
        required=False,
        max_length=30,
        widget=forms.TextInput(
            attrs={"placeholder": "港13 / 53 mm", "autocomplete": "off", "class": "form-control-lg"}
        ),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    marketing_consent = forms.BooleanField(
        label=gettext_lazy("Would like to hear of new pieces and events, by SMS, WeChat or phone"),
        required=False,
    )
    shares_phone = forms.BooleanField(label=gettext_lazy("The family shares this number"), required=False)

    request_key = RequestKey()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_channel"].choices = _kept_words(SOURCES)  # type: ignore[attr-defined]
        self.fields["interests"].choices = _kept_words(INTERESTS)  # type: ignore[attr-defined]
        for name, resource, field in (
            ("phone", "people.customer", "phones"),
            ("gender", "people.customer", "gender"),
            ("source_channel", "people.customer", "source_channel"),
            ("remark", "people.customer", "remark"),
            ("interests", "people.preference", "value"),
            ("birthday", "people.important_date", "month"),
            ("size", "people.size", "label"),
        ):
            if field not in policy.fields(actor, resource, Level.WRITE):
                del self.fields[name]
        if not policy.may(actor, "people.consent", "add"):
            del self.fields["marketing_consent"]
        if "birthday" not in self.fields:
            del self.fields["calendar"]
        if "phone" not in self.fields:
            del self.fields["shares_phone"]
        if policy.may(actor, "people.customer", "change"):
            add_own_fields(self, actor, "people.customer")

    def clean_birthday(self) -> str:
        text: str = self.cleaned_data["birthday"].strip()
        if text:
            read_day(text, self.data.get("calendar", ""))
        return text


@page(place="customers")
def register(request: HttpRequest) -> HttpResponse:
    """The form; kept as typed through any refusal, and gone from once the customer is on record."""
    policy.require(request.actor, "people.customer", "add")
    form = RegisterForm(request.POST or None, actor=request.actor)
    known: list[policy.Record] = []
    if form.is_bound and form.is_valid():
        try:
            uid = _register(request.actor, form)
        except AlreadyKnown as error:
            known = queries.find_by_phone(request.actor, form.cleaned_data["phone"])
            add_errors(form, error)
        except ValidationError as error:
            add_errors(form, error, text="size", day="birthday", value="interests")
        else:
            return go(
                request, reverse("customer", args=[uid]), _("Registered. Next time, add a size or a date.")
            )
    return show(
        request,
        form,
        title=_("Register a customer"),
        template="people/register.html",
        known=known,
        shows_code=policy.may(request.actor, "people.join_link"),
        save_words=_("Register"),
    )


def _register(actor: Actor, form: RegisterForm) -> UUID:
    """Customer, birthday, size, interests and the shop's own fields together: all of it or nothing."""
    given = form.cleaned_data
    plain = {name: given[name] for name in ("gender", "source_channel", "remark") if given.get(name)}
    with transaction.atomic():
        customer = operations.register_customer(
            actor,
            name=given["name"],
            phone=given.get("phone", ""),
            shares_phone=bool(given.get("shares_phone")),
            request_key=given.get("request_key", ""),
            **plain,
        )
        if given.get("birthday"):
            day = read_day(given["birthday"], given.get("calendar", ""))
            operations.add_date(actor, customer.uid, kind="birthday", **day_values(day))
        if given.get("size"):
            operations.set_size(actor, customer.uid, kind="ring", text=given["size"])
        for interest in given.get("interests", ()):
            operations.state_preference(actor, customer.uid, aspect=Aspect.OCCASION, value=interest)
        if given.get("marketing_consent"):
            _note_consent(actor, customer.uid, given.get("request_key", ""))
        keep_own_values(actor, "people.customer", customer.uid, form)
    uid: UUID = customer.uid
    return uid


def _note_consent(actor: Actor, uid: UUID, request_key: str) -> None:
    """The one question of the counter, as a yes to each channel that it names."""
    with translation.override(settings.LANGUAGE_CODE):
        evidence = _("Said at the counter")
    for purpose in ASKED_AT_COUNTER:
        operations.give_consent(
            actor,
            uid,
            purpose=purpose,
            how=How.COUNTER,
            evidence=evidence,
            source_key=f"register:{request_key}:{purpose}" if request_key else "",
        )


@page(place="customers")
@require_POST
def phone_known(request: HttpRequest) -> HttpResponse:
    """Whose number is being typed; posted, so that it stands in no address and no log."""
    policy.require(request.actor, "people.customer", "add")
    digits = sum(letter.isdigit() for letter in request.POST.get("phone", ""))
    known = queries.find_by_phone(request.actor, request.POST["phone"]) if digits >= 8 else []
    return render(request, "people/known.html", {"known": known})


# ── editing ──────────────────────────────────────────────────────────────────

LONG = {"remark"}
ROWS = (
    "photo",
    "remove_photo",
    ("name", "member_no"),
    ("gender", "nickname"),
    ("tier_label", "registered_on"),
    ("source_channel", "campaign"),
    ("occupation", "education"),
    "social_circle",
    "remark",
    "caution",
)
RECORDED_APART = {"marketing_consent"}  # with its evidence, on the card of consents


class EditForm(DialogForm):
    """The plain values that this role may write."""

    layout = ROWS

    def __init__(
        self, *args: Any, fields: dict[str, Field], photo: bool | None = None, **kwargs: Any
    ) -> None:
        """`photo`: whether there is one; None where it may not be changed."""
        super().__init__(*args, **kwargs)
        if photo is not None:
            words = _("Replace the photo") if photo else _("Photo")
            self.fields["photo"] = PhotoField(label=words, help_text=_("With their consent; up to 10 MB."))
        if photo:
            self.fields["remove_photo"] = forms.BooleanField(label=_("Remove the photo"), required=False)
        for name, field in fields.items():
            self.fields[name] = _control(field)


def _control(field: Field) -> forms.Field:
    if field.name == "gender":
        return forms.ChoiceField(label=field.label, required=False, widget=Segments, choices=Gender.choices)
    if field.kind is Kind.DATE:
        return forms.DateField(label=field.label, widget=DayInput())
    widget = forms.Textarea(attrs={"rows": 3}) if field.kind is Kind.LONG_TEXT else forms.TextInput()
    return forms.CharField(label=field.label, required=field.required, max_length=5000, widget=widget)


@page(place="customers")
@transaction.atomic
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The plain values. Only what was touched is written; what others changed meanwhile is asked about."""
    policy.require(request.actor, "people.customer", "change")
    instance = policy.fetch(request.actor, "people.customer", uid, "change", lock=request.method == "POST")
    writable = policy.fields(request.actor, "people.customer", Level.WRITE)
    fields = {name: writable[name] for name in PLAIN if name in writable and name not in RECORDED_APART}
    record = policy.record(request.actor, "people.customer", instance, list(fields))
    photo = bool(instance.photo) if "photo" in writable else None
    form = EditForm(
        request.POST or None, request.FILES or None, fields=fields, photo=photo, initial=record.values()
    )
    add_own_fields(form, request.actor, "people.customer", instance.custom)
    own = own_names(form)
    shown = record.values() | {name: form.fields[name].initial for name in own}
    together = Together(form, [*fields, *own], shown)
    clashes: list[Clash] = []
    if form.is_bound and form.is_valid() and not (clashes := together.clashes("people.customer", record.pk)):
        touched = set(together.mine())
        given = {name: form.cleaned_data[name] for name in fields if name in touched}
        given |= own_values(form, [name for name in own if name in touched])
        try:
            _change(request.actor, uid, given, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("Saved."), fact=CHANGED, back=reverse("customer", args=[uid]))
    if clashes:
        together.show_again()
    title = _("Edit %s") % record.title if "name" in record else _("Edit")
    return show(request, form, title=title, clashes=clashes)


def _change(actor: Actor, uid: UUID, given: dict[str, Any], told: dict[str, Any]) -> None:
    """Values and photo together: all of it or nothing."""
    with transaction.atomic():
        plain = {name: value for name, value in given.items() if not name.startswith("custom_")}
        operations.change_customer(actor, uid, **plain)
        if own := {name: value for name, value in given.items() if name not in plain}:
            change(actor, "people.customer", uid, own)
        if told.get("photo"):
            operations.set_photo(actor, uid, keep(told["photo"]))
        elif told.get("remove_photo"):
            operations.set_photo(actor, uid, None)
