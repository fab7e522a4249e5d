"""The tags of the house: grouped, coloured, renamed, removed."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.customize import operations
from parure.customize.choices import TagColour
from parure.people.tags import TagLine, tag_lines
from parure.web.dialogs import Chips, DialogForm, add_errors, done, notice_of, show
from parure.web.kit.addresses import ListState
from parure.web.pages import page
from parure.web.together import Together
from parure.web.undo import undoes

CHANGED = "tags-changed"


@page(place="settings")
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """All tags of customers by group. htmx asks for the body again after each change."""
    policy.require(request.actor, "customize.tag", "view")
    lines = tag_lines(request.actor)
    context = {
        "groups": [
            (group, [_shown(line) for line in found])
            for group, found in groupby(lines, key=lambda line: line.tag.get("group") or "")
        ],
        "may_change": policy.may(request.actor, "customize.tag", "change"),
        "may_remove": policy.may(request.actor, "customize.tag", "delete"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "tag-list"
    return render(request, "tags/body.html" if within else "tags/tags.html", context)


def _shown(line: TagLine) -> dict[str, Any]:
    """A line of the page; `address` is the list of the customers who have the tag."""
    term = {"field": "tags", "op": "in", "value": [line.tag.title]}
    return {
        "uid": line.tag.uid,
        "name": line.tag.title,
        "colour": line.tag.get("colour") or "",
        "customers": line.customers,
        "address": ListState("customers").with_terms([term]).address() if line.customers else "",
    }


class TagChangeForm(DialogForm):
    """What a tag is called, what it stands with, and its mark."""

    name = forms.CharField(label=pgettext_lazy("tag", "Name"), max_length=40)
    group = forms.CharField(
        label=gettext_lazy("Group"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "tag-groups", "autocomplete": "off"}),
    )
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), required=False, widget=Chips)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = [  # type: ignore[attr-defined]
            (value, format_html('<i class="pr-mark is-{}"></i>{}', value, label) if value else label)
            for value, label in TagColour.choices
        ]


@page(place="settings")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, "customize.tag", "change")
    names = ("name", "group", "colour")
    tag = policy.fetch(request.actor, "customize.tag", uid, "change")
    record = policy.record(request.actor, "customize.tag", tag, names)
    form = TagChangeForm(request.POST or None, initial=record.values())
    given, clashes = Together(form, names, record.values()).settle("customize.tag", tag.pk)
    if given is not None:
        try:
            operations.change_tag(request.actor, uid, **given)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("The tag is changed."), fact=CHANGED, back="tags")
    groups = sorted(
        {str(line.tag.get("group")) for line in tag_lines(request.actor) if line.tag.get("group")}
    )
    return show(request, form, title=_("Tag"), template="tags/form.html", groups=groups, clashes=clashes)


@page(place="settings")
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.remove_tag(request.actor, uid)
    said = _("The tag is removed from every customer.")
    return done(request, said, fact=CHANGED, back="tags", undo=("tag-removed", {"tag": str(uid)}))


@undoes("tag-removed", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_tag(actor, kept["tag"])
