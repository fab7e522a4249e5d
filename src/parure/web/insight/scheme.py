"""How scores are given: by fifths or by fixed bounds, and beforehand what each score and group would hold."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.core.money import format_money
from parure.core.resources import Kind
from parure.insight import refreshing
from parure.insight.groups.figures import Figures, figures_of
from parure.insight.groups.operations import set_rfm_scheme
from parure.insight.groups.preview import Held, Preview, preview_of
from parure.insight.groups.scheme import STEPS, in_order, settled_bounds
from parure.insight.measures.rfm import SCORES, Bounds
from parure.insight.refreshing import GROUP
from parure.web.dialogs import Segments, add_errors, done, notice_of
from parure.web.fields.inputs import ScaledField
from parure.web.insight.links import share
from parure.web.kit.measures import as_typed
from parure.web.pages import page
from parure.web.undo import undoes

CHANGED = "scores-changed"
FIFTHS, FIXED = "fifths", "fixed"
HEADS = {
    "recency_days": gettext_lazy("Recency: days since the last purchase"),
    "purchases": gettext_lazy("Frequency: number of purchases"),
    "kept_minor": gettext_lazy("Money: what they spent"),
}
PLACES = range(2, SCORES + 1)


class SchemeForm(forms.Form):
    """The way, and of each of `STEPS` the bounds of the scores 2 to 5: `purchases_5` is the least of a 5."""

    way = forms.ChoiceField(
        label=gettext_lazy("Scores are given by"),
        choices=[
            (FIFTHS, pgettext_lazy("scores", "Five equal parts")),
            (FIXED, pgettext_lazy("scores", "Fixed bounds")),
        ],
        widget=Segments,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": "", "auto_id": "f-%s"} | kwargs))
        for name in STEPS:
            for place in PLACES:
                kind = "money" if name == "kept_minor" else "number"
                field = ScaledField(kind, required=False, label=_("Bound of score %d") % place)
                field.widget.attrs |= {"class": "form-control", "aria-label": field.label}
                self.fields[f"{name}_{place}"] = field

    def clean(self) -> dict[str, Any]:
        """Adds the `bounds`; they are None where fifths are asked for."""
        given: dict[str, Any] = super().clean() or {}
        given["bounds"] = None
        if given.get("way") == FIXED:
            days, orders, money = (self._steps(given, name) for name in STEPS)
            if days and orders and money:
                given["bounds"] = Bounds(days, orders, money)
        return given

    def _steps(self, given: Mapping[str, Any], name: str) -> tuple[int, int, int, int] | None:
        names = [f"{name}_{place}" for place in PLACES]
        if any(each in self.errors for each in names):
            return None
        try:
            return in_order(name, [given[each] for each in names if given[each] is not None])
        except ValidationError as error:
            add_errors(self, error, **{name: names[0]})
            return None

    def wrong(self, name: str) -> list[str]:
        """What is wrong with the bounds of one of `STEPS`."""
        return [str(text) for place in PLACES for text in self.errors.get(f"{name}_{place}", [])]


@page(place="insight")
def scores(request: HttpRequest) -> HttpResponse:
    """The form. With values in the address, or as a part of the page, also what they would make; a page that is opened
    asks for that by itself, since it takes a moment in a large shop.
    """
    actor = request.actor
    policy.require(actor, GROUP, "change")
    initial = _kept()
    if request.method == "POST":
        form = SchemeForm(request.POST)
        if form.is_valid():
            return _keep(request, form, initial)
        return _show(request, form, figures_of(actor), None, 422)
    form = SchemeForm(request.GET if "way" in request.GET else None, initial=initial)
    within = bool(request.htmx) and request.htmx.target == "scores"
    figures = figures_of(actor)
    preview = _previewed(actor, form) if within or form.is_bound else None
    return _show(request, form, figures, preview, 200, is_told=within or form.is_bound)


def _kept() -> dict[str, Any]:
    is_fixed, bounds = settled_bounds()
    typed = {
        f"{name}_{place}": as_typed(Kind.MONEY, step) if name == "kept_minor" else str(step)
        for name in STEPS
        for place, step in zip(PLACES, getattr(bounds, name), strict=True)
    }
    return {"way": FIXED if is_fixed else FIFTHS} | typed


def _previewed(actor: Actor, form: SchemeForm) -> Preview | None:
    if form.is_bound:
        return preview_of(actor, form.cleaned_data["bounds"]) if form.is_valid() else None
    is_fixed, bounds = settled_bounds()
    return preview_of(actor, bounds if is_fixed else None)


def _keep(request: HttpRequest, form: SchemeForm, before: dict[str, Any]) -> HttpResponse:
    is_fixed, bounds = settled_bounds()
    given = form.cleaned_data["bounds"]
    steps = {name: list(getattr(given, name)) for name in STEPS} if given else {}
    set_rfm_scheme(request.actor, is_fixed=given is not None, **steps)
    undo = {"is_fixed": is_fixed} | {name: list(getattr(bounds, name)) for name in STEPS}
    text = _("Kept; customers are sorted anew with the next refresh.")
    return done(request, text, fact=CHANGED, back="rfm-scores", undo=("rfm-scores-changed", undo))


@undoes("rfm-scores-changed", fact=CHANGED)
def _take_back(actor: Actor, kept: dict[str, Any]) -> None:
    set_rfm_scheme(actor, **kept)


# ── what is shown ────────────────────────────────────────────────────────────


def _show(
    request: HttpRequest,
    form: SchemeForm,
    figures: Figures | None,
    preview: Preview | None,
    status: int,
    *,
    is_told: bool = True,
) -> HttpResponse:
    is_fixed = form["way"].value() == FIXED
    context = {
        "form": form,
        "is_fixed": is_fixed,
        "is_told": is_told or figures is None,
        "figures": figures,
        "cards": [_card(form, name, preview, is_fixed=is_fixed) for name in STEPS],
        "groups": _groups(figures, preview) if figures and preview else [],
        "is_awaited": refreshing.is_awaited(),
        "is_under_way": refreshing.is_under_way(),
        "may_refresh": refreshing.may_ask_for_refresh(request.actor),
        "notice": notice_of(request),
    }
    within = bool(request.htmx) and request.htmx.target == "scores"
    template = "insight/scores_body.html" if within else "insight/scores.html"
    return render(request, template, context, status=status)


def _card(form: SchemeForm, name: str, preview: Preview | None, *, is_fixed: bool) -> dict[str, Any]:
    """One of recency, frequency and money: its five scores from the best down."""
    held = preview.scores[name] if preview else [Held()] * SCORES
    everybody = preview.customers if preview else 0
    most = max(each.customers for each in held)
    return {
        "name": name,
        "head": HEADS[name],
        "wrong": form.wrong(name),
        "is_known": preview is not None,
        "lines": [
            {
                "score": place,
                "field": form[f"{name}_{place}"] if place > 1 else None,
                "range": "" if is_fixed else _range(name, held[place - 1]),
                "customers": f"{held[place - 1].customers:,}",
                "share": share(held[place - 1].customers, everybody),
                "width": round(100 * held[place - 1].customers / most) if most else 0,
            }
            for place in range(SCORES, 0, -1)
        ],
    }


def _range(name: str, held: Held) -> str:
    if held.least is None or held.most is None:
        return "–"
    ends = [
        format_money(each, fen=False) if name == "kept_minor" else f"{each:,}"
        for each in (held.least, held.most)
    ]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _groups(figures: Figures, preview: Preview) -> list[dict[str, Any]]:
    """Each group as it is and as it would be."""
    lines = []
    for group, now in figures.groups:
        then = preview.groups.get(group["code"], 0)
        change = f"{then - now.customers:+,}".replace("-", "−") if then != now.customers else ""
        lines.append(
            {
                "group": group,
                "now": f"{now.customers:,}",
                "then": f"{then:,}",
                "change": change,
                "share": share(then, preview.customers),
            }
        )
    return lines
