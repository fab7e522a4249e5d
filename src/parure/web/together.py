"""Two people with the same form open: the second one sees what changed meanwhile and chooses field by field.

The form carries what it showed when it was opened. What the reader didn't touch is never written; what both changed
is asked about. The choice comes back with the form, which then carries what it showed the second time.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parure.access import audit
from parure.core.wording import listed

SEEN = "seen"
TAKE = "take_"
SEVERAL = "\x1f"  # between the values of a field that takes several


@dataclass(frozen=True)
class Clash:
    """One field that both changed: how it stands now, what the reader wrote, and who was faster."""

    name: str
    label: Any
    theirs: str
    mine: str
    who: str
    at: datetime | None


class Together:
    """Guards the named fields of a form over one record; made before the form is validated.

    `current` holds the values as they stand now, by field name.
    """

    def __init__(self, form: forms.Form, names: Iterable[str], current: Mapping[str, Any]) -> None:
        self.form = form
        self.names = [name for name in names if name in form.fields]
        self.now = {name: _as_sent(current.get(name)) for name in self.names}
        form.fields[SEEN] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=json.dumps(self.now)
        )
        if form.is_bound:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            self.seen = self.now | _read(form.data.get(SEEN, ""))
            for name in self.names:
                if form.data.get(TAKE + name) == "theirs":
                    self._put(name, self.now[name])

    def settle(self, resource: str, record_id: int) -> tuple[dict[str, Any] | None, list[Clash]]:
        """(what is to be written: the cleaned values that the reader changed, or None for nothing yet; what both
        changed, to be chosen on the form, which then shows what stands now).
        """
        if not (self.form.is_bound and self.form.is_valid()):
            return None, []
        if clashes := self.clashes(resource, record_id):
            self.show_again()
            return None, clashes
        return {name: self.form.cleaned_data[name] for name in self.mine()}, []

    def mine(self) -> list[str]:
        """The fields that the reader changed from what they were shown."""
        return [name for name in self.names if self._sent(name) != self.seen[name]]

    def clashes(self, resource: str, record_id: int) -> list[Clash]:
        """The fields that the reader changed and that somebody else has changed since to something else."""
        both = [name for name in self.mine() if self.now[name] not in (self.seen[name], self._sent(name))]
        changes = audit.last_changes(resource, record_id, both) if both else {}
        return [
            Clash(
                name,
                self.form.fields[name].label,
                self._spoken(name, self.now[name]),
                self._spoken(name, self._sent(name)),
                *changes.get(name, ("", None)),
            )
            for name in both
        ]

    def show_again(self) -> None:
        """Put what stands now into the fields that the reader left alone, and remember it as shown."""
        mine = set(self.mine())
        for name in self.names:
            if name not in mine:
                self._put(name, self.now[name])
        self._put(SEEN, json.dumps(self.now))

    def _sent(self, name: str) -> str:
        many = isinstance(self.form.fields[name], forms.MultipleChoiceField)
        sent = self.form.data.getlist(name) if many else self.form.data.get(name, "")  # type: ignore[attr-defined]
        return _as_sent(sent)

    def _put(self, name: str, value: str) -> None:
        if value and isinstance(self.form.fields.get(name), forms.MultipleChoiceField):
            self.form.data.setlist(name, value.split(SEVERAL))  # type: ignore[attr-defined]
        elif value:
            self.form.data[name] = value  # type: ignore[index]
        else:
            self.form.data.pop(name, None)  # type: ignore[attr-defined]

    def _spoken(self, name: str, value: str) -> str:
        field = self.form.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
        return listed(labels.get(each, each) for each in value.split(SEVERAL)) or _("empty")


def _as_sent(value: Any) -> str:
    """A value as a browser sends it back."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return SEVERAL.join(sorted(str(each) for each in value))
    return str(value).replace("\r\n", "\n").strip()


def _read(text: str) -> dict[str, str]:
    try:
        seen = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}
