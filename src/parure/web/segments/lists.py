"""The list of segments."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from parure.access.actors import Actor
from parure.access.policy import Masked, Record
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.core.wording import listed
from parure.people.choices import SegmentKind
from parure.web.kit import components
from parure.web.kit.cells import DASH, NOTHING
from parure.web.kit.lists import Act, Column, Empty, ListOf, View, declare_list
from parure.web.kit.views import show_list
from parure.web.kit.words import ago_words
from parure.web.pages import page

SEGMENT = "people.segment"
Labels = Mapping[str, str]


def _address(record: Record) -> str:
    return reverse("segment", args=[record.uid])


def _name(record: Record, asked: Field, labels: Labels) -> SafeString:
    """The name, marked where it is a fixed list or can't be asked any more; on phones with how many are in it."""
    marks = [components.tag(text=_("Fixed list"))] if record.get("kind") == SegmentKind.STATIC else []
    if record.get("problem"):
        marks.append(components.tag(text=_("To be mended"), tone="rose"))
    link = format_html(
        '<a class="t-b nm" href="{}" title="{}">{}</a>', _address(record), record.title, record.title
    )
    return format_html("{} {}", link, format_html("{}" * len(marks), *marks) if marks else NOTHING)


def _members(record: Record, asked: Field, labels: Labels) -> SafeString:
    count = record.get("members")
    if count is None or isinstance(count, Masked):
        words = _("It asks about what you may not see.")
        return format_html(
            '<span class="t-3" title="{}">{}</span>', words, components.icon(name="lock", label=words)
        )
    return format_html('<b class="t-b">{}</b>', f"{count:,}")


def _change(record: Record, asked: Field, labels: Labels) -> SafeString:
    """Who came and went within thirty days."""
    entered, left = record.get("entered"), record.get("left")
    if not isinstance(entered, int) or not isinstance(left, int):
        return DASH
    came = format_html('<span class="{}">+{}</span>', "t-2" if entered else "t-3", f"{entered:,}")
    went = format_html('<span class="{}">−{}</span>', "t-2" if left else "t-3", f"{left:,}")
    return format_html("{} {}", came, went)


def _seen(record: Record, asked: Field, labels: Labels) -> SafeString:
    at = record.get("evaluated_at")
    if at is None or isinstance(at, Masked):
        return format_html('<span class="t-3">{}</span>', _("not yet"))
    return format_html('<span class="nw">{}</span>', ago_words(at))


def _users(record: Record, asked: Field, labels: Labels) -> SafeString:
    names = record.get("used_by")
    if not names or isinstance(names, Masked):
        return DASH
    words = listed(names)
    return format_html('<span class="cut" title="{}">{}</span>', words, words)


def _described(record: Record, asked: Field, labels: Labels) -> SafeString:
    text = record.get("description")
    return format_html('<span class="cut" title="{}">{}</span>', text, text) if text else DASH


def _all(actor: Actor, today: object) -> list[Tree]:
    return []


def _following(actor: Actor, today: object) -> list[Tree]:
    return [{"field": "kind", "op": "is", "value": SegmentKind.DYNAMIC.value}]


def _fixed(actor: Actor, today: object) -> list[Tree]:
    return [{"field": "kind", "op": "is", "value": SegmentKind.STATIC.value}]


SEGMENTS = declare_list(
    ListOf(
        key="segments",
        resource=SEGMENT,
        title=gettext_lazy("Segments"),
        main="name",
        columns=("name", "description", "members", "entered", "evaluated_at", "when", "used_by"),
        cells={
            "name": Column(_name, slot="c-who", needs=("kind", "problem"), is_quiet=False),
            "description": Column(_described, slot="c-next"),
            "members": Column(_members, slot="c-sum", is_quiet=False),
            "entered": Column(_change, slot="c-like", needs=("left",), label=gettext_lazy("Within 30 days")),
            "evaluated_at": Column(_seen),
            "used_by": Column(_users),
        },
        views=(
            View("all", pgettext_lazy("segments", "All"), _all),
            View("following", pgettext_lazy("segments", "Follow the condition"), _following, needs=("kind",)),
            View("fixed", pgettext_lazy("segments", "Fixed lists"), _fixed, needs=("kind",)),
        ),
        acts=(Act(gettext_lazy("New segment"), "plus", "segment-add", SEGMENT, "add", is_main=True),),
        not_columns=frozenset({"left", "condition", "problem"}),
        counted=ngettext_lazy("%(n)s segment", "%(n)s segments", "count"),
        empty=Empty(
            gettext_lazy("No segment yet"),
            gettext_lazy(
                "A segment is a group of customers that you describe once, such as those who spent much and haven't "
                "come for half a year. Who belongs to it is kept current; lists, exports and later messages can use it."
            ),
            drawing="p-pendant",
        ),
        row_address=_address,
    )
)


@page(place="segments")
@require_safe
def segments(request: HttpRequest) -> HttpResponse:
    """All segments, by views, conditions and order of the address."""
    return show_list(request, SEGMENTS)
