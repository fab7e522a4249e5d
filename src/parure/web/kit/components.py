"""The components that templates use: `{% component "tag" text=… tone="rose" %}`.

Colour never speaks alone: every component with a tone also has a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parure.web.kit.declare import ComponentError, component
from parure.web.kit.drawings import colours_of, drawing_of
from parure.web.kit.formats import carat_text, lunar_text, money_text, weight_text
from parure.web.kit.words import day_words

Tone = Literal["", "rose", "sage", "rust", "slate"]
NOTHING = mark_safe("")
DASH = mark_safe('<span class="t-3">–</span>')


@component
def icon(*, name: str, size: Literal["", "sm", "lg", "xl"] = "", label: str = "") -> SafeString:
    """An outline icon of the sprite; give a `label` only where no word stands beside it."""
    if (known := _icon_names()) and name not in known:
        raise ComponentError(f"no icon {name!r}; the list is in hatch_build.py")
    return _drawn_icon(name, size, str(label))


@lru_cache(maxsize=1024)
def _drawn_icon(name: str, size: str, label: str) -> SafeString:
    """A list shows some hundred and fifty icons, few of them different; the sprite's address holds while we run."""
    classes = f"ic ic-{size}" if size else "ic"
    return format_html(
        '<svg class="{}" {}><use href="{}#i-{}"/></svg>',
        classes,
        _spoken(label),
        static("vendor/icons.svg"),
        name,
    )


@lru_cache(maxsize=1)
def _icon_names() -> frozenset[str]:
    """Names in the built sprite; empty where it isn't built."""
    path = finders.find("vendor/icons.svg")
    if not path:
        return frozenset()
    sprite = Path(str(path)).read_text(encoding="utf-8")
    return frozenset(part.split('"')[0] for part in sprite.split('id="i-')[1:])


def _spoken(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')


@component
def drawing(*, name: str, colours: str = "", label: str = "", view_box: str = "") -> SafeString:
    """One of Parure's own drawings by its id in pieces.svg (`p-halo`, `mark`, `wordmark`, `parure`)."""
    box = format_html(' viewBox="{}"', view_box) if view_box else NOTHING
    href = static("parure/pieces.svg")
    classes = f"pc {colours}".strip()
    return format_html(
        '<svg class="{}"{} {}><use href="{}#{}"/></svg>', classes, box, _spoken(label), href, name
    )


@component
def piece_picture(
    *,
    category: str = "",
    fineness: str = "",
    alloy_colour: str = "",
    gem: str = "",
    craft: str = "",
    photo: str = "",
    label: str = "",
    size: Literal["", "sm", "lg"] = "",
) -> SafeString:
    """The piece's photo (an address), else the drawing of its category, metal and main gem."""
    classes = f"pr-pic is-{size}" if size else "pr-pic"
    if photo:
        inside = format_html('<img src="{}" alt="{}" loading="lazy" decoding="async">', photo, label)
    else:
        inside = drawing(
            name=f"p-{drawing_of(category, gem, craft)}",
            colours=colours_of(fineness, alloy_colour, gem),
            label=label,
        )
    return format_html('<span class="{}">{}</span>', classes, inside)


@component
def tag(*, text: str, tone: Tone = "", icon: str = "") -> SafeString:
    classes = f"pr-tag is-{tone}" if tone else "pr-tag"
    return format_html('<span class="{}">{}{}</span>', classes, _icon(icon, "sm"), text)


def _icon(name: str, size: Literal["", "sm", "lg"] = "") -> SafeString:
    return find_icon(name=name, size=size) if name else NOTHING


find_icon = icon  # `icon` is also the name of a property above


@component
def hallmark(*, text: str, top: bool = False) -> SafeString:
    """The customer's tier, stamped; only the highest tier is filled.  Nothing without a tier."""
    if not text:
        return NOTHING
    return format_html('<span class="{}">{}</span>', "pr-hm is-top" if top else "pr-hm", text)


@component
def chip(
    *, text: str, key: str = "", url: str = "", remove_url: str = "", on: bool = False, add: bool = False
) -> SafeString:
    """A filter or a choice: a link where it leads somewhere; `remove_url` puts a × that takes it away."""
    classes = " ".join(["pr-chip", *(["is-on"] if on else []), *(["is-add"] if add else [])])
    before = _icon("plus", "sm") if add else NOTHING
    words = format_html(
        "{}{}{}", before, format_html('<span class="k">{}</span>', key) if key else NOTHING, text
    )
    if remove_url:
        spoken = _("Remove %(filter)s") % {"filter": f"{key} {text}".strip()}
        cross = _icon("x", "sm")
        return format_html(
            '<a class="{}" href="{}" aria-label="{}">{}{}</a>', classes, remove_url, spoken, words, cross
        )
    if url:
        current = mark_safe(' aria-current="true"') if on else NOTHING
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, url, current, words)
    return format_html('<span class="{}">{}</span>', classes, words)


@component
def money(*, minor: int | None, currency: str = "", fen: bool = True) -> SafeString:
    """An amount in minor units (fen); a dash for None."""
    return DASH if minor is None or minor == "" else _nowrap(money_text(minor, currency, fen=fen))


@component
def weight(*, mg: int | None) -> SafeString:
    return DASH if mg is None or mg == "" else _nowrap(weight_text(mg))


@component
def carat(*, millicarat: int | None) -> SafeString:
    return DASH if millicarat is None or millicarat == "" else _nowrap(carat_text(millicarat))


def _nowrap(text: str) -> SafeString:
    return format_html('<span class="nw">{}</span>', text)


@component
def day(*, date: date | None, on: date | None = None) -> SafeString:
    """The day in words ("in 3 days"), with the date itself for machines and on hover; a dash for None."""
    if not date:
        return DASH
    exact = date.isoformat()
    return format_html(
        '<time class="nw" datetime="{}" title="{}">{}</time>', exact, exact, day_words(date, on)
    )


@component
def lunar(*, month: int, day: int, leap: bool = False) -> SafeString:
    return format_html('<span class="pr-lunar">{}</span>', lunar_text(month, day, leap=bool(leap)))


@component
def masked(*, value: str, reveal_url: str = "", what: str = "") -> SafeString:
    """A masked value; the eye posts to `reveal_url`, whose answer takes the place of the whole component."""
    if not value:
        return DASH
    if not reveal_url:
        return format_html('<span class="pr-mask"><span>{}</span></span>', value)
    spoken = _("Show %(what)s once; this is recorded") % {"what": what or _("the value")}
    return format_html(
        '<span class="pr-mask"><span>{}</span><button type="button" title="{}" aria-label="{}" hx-post="{}"'
        ' hx-target="closest .pr-mask" hx-swap="outerHTML">{}</button></span>',
        value,
        spoken,
        spoken,
        reveal_url,
        _icon("eye", "sm"),
    )


@component
def pager(*, previous_url: str = "", next_url: str = "", words: str = "", target: str = "") -> SafeString:
    """Keyset pages: back and on; `target` (a CSS selector) lets htmx swap that part and keep the page."""
    if not previous_url and not next_url and not words:
        return NOTHING
    swap = format_html(
        ' hx-boost="true" hx-target="{}" hx-select="{}" hx-swap="outerHTML show:top" hx-push-url="true"',
        target,
        target,
    )
    back = _step(previous_url, "chevron-left", _("Previous page"))
    onward = _step(next_url, "chevron-right", _("Next page"))
    return format_html(
        '<nav class="pr-pager" aria-label="{}"{}><span>{}</span><span class="push"></span>{}{}</nav>',
        _("Pages"),
        swap if target else NOTHING,
        words,
        back,
        onward,
    )


def _step(url: str, name: str, spoken: str) -> SafeString:
    if not url:
        return format_html(
            '<button class="btn btn-quiet btn-sq" type="button" disabled aria-label="{}">{}</button>',
            spoken,
            _icon(name),
        )
    return format_html(
        '<a class="btn btn-quiet btn-sq" href="{}" aria-label="{}">{}</a>', url, spoken, _icon(name)
    )


@component
def field(
    *,
    of: BoundField | None = None,
    label: str = "",
    control: str = "",
    for_id: str = "",
    hint: str = "",
    errors: Iterable[str] = (),
    optional: bool = False,
    slot: str = "",
) -> SafeString:
    """One labelled control: `of` a bound form field, or a `control` (safe markup, or the slot) with its `for_id`.

    What is wrong stands under the control that it is about.
    """
    if of is not None and of != "":
        return _template(
            "kit/field.html",
            label=label or of.label,
            control=_bound_control(of, bool(hint)),
            for_id=of.id_for_label,
            hint=hint or of.help_text,
            errors=of.errors,
            optional=optional,
            inline=getattr(of.field.widget, "input_type", "") == "checkbox",
        )
    return _template(
        "kit/field.html",
        label=label,
        control=control or slot,
        for_id=for_id,
        hint=hint,
        errors=errors,
        optional=optional,
    )


def _bound_control(of: BoundField, hinted: bool) -> SafeString:
    """The widget with Parure's classes, and tied to its hint and errors for screen readers."""
    attributes: dict[str, str | bool] = {}
    kind = getattr(of.field.widget, "input_type", "")
    base = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
    own = of.field.widget.attrs.get("class", "")
    classes = [base.get(kind, "form-control"), own, "is-invalid" if of.errors else ""]
    attributes["class"] = " ".join(word for word in classes if word)
    told = [f"{of.id_for_label}-err"] if of.errors else []
    if hinted or of.help_text:
        told.append(f"{of.id_for_label}-hint")
    if told:
        attributes["aria-describedby"] = " ".join(told)
    if of.errors:
        attributes["aria-invalid"] = "true"
    return of.as_widget(attrs=attributes)


@component
def empty(
    *,
    title: str,
    text: str = "",
    drawing: str = "p-halo",
    colours: str = "pt",
    action: str = "",
    action_url: str = "",
    action_icon: str = "plus",
    second: str = "",
    second_url: str = "",
    second_icon: str = "",
    dialog: bool = False,
    slot: str = "",
) -> SafeString:
    """A page without content teaches: what belongs here, one button, a sample (the slot)."""
    return _template("kit/empty.html", **locals())


@component
def progress(
    *,
    value: int | None = None,
    maximum: int = 100,
    label: str,
    words: str = "",
    tone: Literal["", "low"] = "",
) -> SafeString:
    """A bar with its words; without `value` the amount is not known yet."""
    return _template("kit/progress.html", **locals())


@component
def facts(*, items: Iterable[tuple[str, Any]], kind: Literal["line", "list"] = "line") -> SafeString:
    """Labelled values, in a line or as a list; empty values are left out."""
    shown = [(label, value) for label, value in items if value not in (None, "")]
    if kind == "line":
        cells = format_html_join("", '<span><span class="k">{}</span>{}</span>', shown)
        return format_html('<div class="pr-facts">{}</div>', cells)
    return format_html('<dl class="pr-dl">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", shown))


@component
def note(*, text: str = "", title: str = "", tone: Tone = "", icon: str = "", slot: str = "") -> SafeString:
    """A message beside its cause."""
    usual = {"rose": "alert-circle", "rust": "alert-triangle", "sage": "circle-check"}
    classes = f"pr-note is-{tone}" if tone else "pr-note"
    strong = format_html("<p><strong>{}</strong></p>", title) if title else NOTHING
    words = format_html("<p>{}</p>", text) if text else NOTHING
    mark = _icon(icon or usual.get(tone, "info-circle"))
    return format_html(
        '<div class="{}">{}<div class="grow">{}{}{}</div></div>', classes, mark, strong, words, slot
    )


@component
def kbd(*, key: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", key)


def _template(name: str, **context: Any) -> SafeString:
    return SafeString(get_template(name).render(context))
