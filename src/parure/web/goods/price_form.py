"""The form of metal prices: a line a fineness, an input a kind."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.catalog.choices import PriceKind
from parure.catalog.fineness import FINENESS_LABELS, PRICED
from parure.catalog.metal_prices import Held, Key, price_name
from parure.core.resources import Kind
from parure.web.dialogs import DialogForm
from parure.web.kit.inputs import Measured
from parure.web.kit.measures import as_typed

USUAL = ("AU999", "AU750", "PT950")
MORE = "more"


class PricesForm(DialogForm):
    """Prices per gram as they hold, to be written over. Of a store only its own stand in the inputs, the general ones
    show behind those left empty; what is emptied ends.
    """

    more = forms.ChoiceField(label=gettext_lazy("Another fineness"), required=False)

    def __init__(
        self, *args: Any, held: Mapping[Key, Held], general: Mapping[Key, Held], has_place: bool
    ) -> None:
        super().__init__(*args)
        self.own = {key: each for key, each in held.items() if each.is_own or not has_place}
        self.has_place = has_place
        self.known = [each for each in PRICED if any(each == key[0] for key in held)] or list(USUAL)
        rest = [(code, FINENESS_LABELS[code]) for code in PRICED if code not in self.known]
        self.fields["more"].widget.attrs |= {"class": "form-select", "aria-label": _("Another fineness")}
        self.fields["more"].choices = [("", _("another …")), *rest]  # type: ignore[attr-defined]
        for fineness in (*self.known, MORE):
            for kind in PriceKind.values:
                self.fields[f"{fineness}-{kind}"] = self._input((fineness, kind), general)

    def _input(self, key: Key, general: Mapping[Key, Held]) -> Measured:
        own, usual = self.own.get(key), general.get(key)
        label = price_name(*key) if key[0] != MORE else str(PriceKind(key[1]).label)
        asked = Measured(
            Kind.MONEY,
            label=label,
            required=False,
            max_length=20,
            initial=as_typed(Kind.MONEY, own.price_minor) if own else None,
            show_hidden_initial=True,  # so that what others set meanwhile isn't written over
        )
        asked.widget.attrs |= {"aria-label": label, "autocomplete": "off", "class": "form-control"}
        if self.has_place and usual:
            asked.widget.attrs["placeholder"] = as_typed(Kind.MONEY, usual.price_minor)
        return asked

    def lines(self) -> list[tuple[str, list[BoundField]]]:
        """(name, inputs by kind) of each fineness that has a line."""
        return [(str(FINENESS_LABELS[each]), self._inputs(each)) for each in self.known]

    def one_more(self) -> list[BoundField]:
        return self._inputs(MORE)

    def _inputs(self, fineness: str) -> list[BoundField]:
        return [self[f"{fineness}-{kind}"] for kind in PriceKind.values]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_more = any(given.get(f"{MORE}-{kind}") is not None for kind in PriceKind.values)
        if has_more and not given.get("more"):
            self.add_error("more", _("Which fineness is this the price of?"))
        return given

    def prices(self) -> dict[Key, int | None]:
        """What the operation takes: what was written over, and of a store what was emptied."""
        found: dict[Key, int | None] = {}
        for fineness in (*self.known, MORE):
            for kind in PriceKind.values:
                name = f"{fineness}-{kind}"
                price = self.cleaned_data.get(name)
                if name in self.changed_data and (price is not None or self.has_place):
                    found[self.cleaned_data["more"] if fineness == MORE else fineness, kind] = price
        return found

    def written(self) -> str:
        """The prices as one text, by which a confirmation is known to be of these and no others."""
        return " ".join(
            f"{fineness}:{kind}:{price}" for (fineness, kind), price in sorted(self.prices().items())
        )

    def is_confirmed(self) -> bool:
        return bool(self.data.get("sure")) and self.data.get("about") == self.written()
