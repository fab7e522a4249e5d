"""Where a page of a list begins, as its address carries it."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.core import conditions
from parure.core.resources import Field, Kind


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after (or, going back, before) the row with this sort value and primary key."""

    value: Any
    pk: int
    back: bool = False

    def encode(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        raw = json.dumps([value, self.pk, int(self.back)]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(text: str, field: Field) -> Cursor:
    """The cursor of an address; raises ValidationError for one that wasn't made here."""
    try:
        value, pk, back = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(value, str) and field.kind in (Kind.DATE, Kind.MOMENT):
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        if not isinstance(pk, int) or abs(pk) >= 2**63 or isinstance(value, (dict, list, bool)):
            raise ValueError(text)  # noqa: TRY301 - ends like every other damage
        if value is not None:
            conditions.coerce(field, "gte", value)
        return Cursor(value, pk, bool(back))
    except (ValueError, TypeError):
        raise ValidationError(_("This page's address is damaged; start again from the first page.")) from None
