"""Contacts, words and tags of a customer, changed without leaving the page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core import resources
from parure.customize.queries import last_days
from parure.people import operations
from parure.people.operations.customers import FIELD_OF_KIND
from parure.people.operations.tagging import tag_customer
from parure.web.dialogs import DialogForm, done, show, texts
from parure.web.pages import page
from parure.web.people import forms
from parure.web.people.traits import removed, save
from parure.web.people.views import CHANGED
from parure.web.together import Together
from parure.web.undo import undoes


@page(place="customers")
def add_contact(request: HttpRequest, uid: UUID) -> HttpResponse:
    writable = policy.fields(request.actor, "people.customer", Level.WRITE)
    kinds = [kind.value for kind, name in FIELD_OF_KIND.items() if name in writable]
    policy.require(request.actor, "people.customer", "change")
    if not kinds:
        raise policy.Denied("contact")
    policy.fetch(request.actor, "people.customer", uid, "change")
    form = forms.ContactForm(request.POST or None, kinds=kinds)

    def write(given: dict[str, Any]) -> None:
        operations.add_contact(request.actor, uid, **texts(given, "kind", "value", "label"))

    names = dict.fromkeys(("phone", "email", "wechat", "address"), "value")
    return save(
        request, form, write, uid=uid, title=_("Add a contact"), said=_("The contact is kept."), names=names
    )


@page(place="customers")
def remove_contact(request: HttpRequest, uid: UUID, contact_uid: UUID) -> HttpResponse:
    """Says first what goes, because a contact that is gone cannot be brought back."""
    policy.require(request.actor, "people.customer", "change")
    instance = policy.fetch(request.actor, "people.customer", uid, "change")
    if request.method == "POST":
        operations.remove_contact(request.actor, uid, contact_uid=contact_uid)
        return done(request, _("The contact is removed."), fact=CHANGED, back=reverse("customer", args=[uid]))
    record = policy.record(request.actor, "people.customer", instance, list(FIELD_OF_KIND.values()))
    shown = [each for name in FIELD_OF_KIND.values() for each in record.get(name) or []]
    text = next((each.text for each in shown if each.ref == str(contact_uid)), "")
    if not text:
        raise policy.NotFound("contact")
    intro = _("%s will be deleted and can't be brought back. Everything else stays.") % text
    return show(
        request,
        DialogForm(),
        title=_("Remove this contact"),
        template="dialogs/confirm.html",
        intro=intro,
        save_words=_("Remove"),
    )


@page(place="customers")
@transaction.atomic
def remark(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.check_write(request.actor, "people.customer", ["remark", "caution"])
    instance = policy.fetch(request.actor, "people.customer", uid, "change", lock=request.method == "POST")
    record = policy.record(request.actor, "people.customer", instance, ["remark", "caution"])
    form = forms.RemarkForm(request.POST or None, initial=record.values())
    together = Together(form, ["remark", "caution"], record.values())
    if clashes := together.clashes("people.customer", record.pk) if form.is_bound else []:
        together.show_again()
        return show(request, form, title=_("Remark"), clashes=clashes)

    def write(given: dict[str, Any]) -> None:
        operations.change_customer(request.actor, uid, **texts(given, *together.mine()))

    return save(request, form, write, uid=uid, title=_("Remark"), said=_("The remark is kept."))


@page(place="customers")
def add_tag(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.check_write(request.actor, "people.customer", ["tags"])
    policy.fetch(request.actor, "people.customer", uid, "change")
    field = resources.field_of("people.customer", "tags")
    known = [str(name) for name, _label in field.choices()] if field.choices else []
    free = policy.may(request.actor, "customize.tag", "add")
    form = forms.TagForm(request.POST or None, known=known, free=free)

    def write(given: dict[str, Any]) -> None:
        tag_customer(request.actor, uid, add=[given["tag"]], until=given.get("until"))

    template = "people/tag_form.html"
    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Add a tag"),
        said=_("Tagged."),
        template=template,
        known=known if free else [],
    )


@page(place="customers")
@require_POST
def remove_tag(request: HttpRequest, uid: UUID) -> HttpResponse:
    name = request.POST.get("tag", "")
    customer = policy.fetch(request.actor, "people.customer", uid, "change")
    until = last_days("people.customer", customer.pk, [name]).get(name)
    tag_customer(request.actor, uid, remove=[name])
    kept = {"tag": name, "until": until.isoformat() if until else ""}
    return removed(request, uid, _("The tag is removed."), "tag", kept)


@undoes("tag", fact=CHANGED)
def _restore_tag(actor: Actor, kept: dict[str, Any]) -> None:
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    tag_customer(actor, kept["customer"], add=[kept["tag"]], until=until)
