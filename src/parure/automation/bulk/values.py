"""Values of fields as a bulk run keeps them: JSON that says exactly what was there, and can be written back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from parure.core.resources import Field, Kind


def kept_value(asked: Field, instance: Any) -> Any:
    """What a record holds in a field now, as JSON: a relation by its uid, a day as text; an own field as it is kept."""
    if asked.custom:
        return instance.custom.get(asked.name.removeprefix("custom_"))
    value = asked.value(instance) if asked.value else getattr(instance, asked.name)
    if isinstance(value, Model):
        return str(getattr(value, "uid", value.pk))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set)):
        return sorted(value) if asked.kind is Kind.TAGS else list(value)
    return value


def written_value(asked: Field, kept: Any) -> Any:
    """A kept value as the operation that writes the field takes it."""
    if isinstance(kept, str) and kept and not asked.custom:
        if asked.kind is Kind.DATE:
            return date.fromisoformat(kept)
        if asked.kind is Kind.MOMENT:
            return datetime.fromisoformat(kept)
    return kept


def with_tags(before: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> list[str]:
    """The tags of a record after some were given and some taken."""
    return sorted((set(before) | set(add)) - set(remove))
