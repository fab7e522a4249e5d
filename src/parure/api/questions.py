"""Questions of reports as other systems write them: ids for keys in what they are limited to, conditions as in a search."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from parure.access import policy, reading
from parure.access.actors import Actor
from parure.api import conditions
from parure.api.given import Unfit, value_of
from parure.api.outward import outward
from parure.api.problems import Problem
from parure.core.resources import Field, Kind
from parure.insight.reports.datasets import CUSTOMER, Dataset, datasets
from parure.insight.reports.question import Question, read

Json = Any
NOBODY = "-1"  # the code of no record
PARTS = {
    each.name: each
    for each in (
        Field("dataset", "", Kind.TEXT, required=True),
        Field("measures", "", Kind.CHOICES, required=True),
        Field("by", "", Kind.CHOICES),
        Field("across", "", Kind.TEXT),
        Field("period", "", Kind.TEXT),
        Field("since", "", Kind.TEXT),
        Field("until", "", Kind.TEXT),
        Field("among", "", Kind.CONDITION),
        Field("compare", "", Kind.YES_NO),
        Field("chart", "", Kind.TEXT),
    )
}
ONLY = "only"


def housed(actor: Actor, given: Mapping[str, Any]) -> Question:
    """The question in the house's own terms. Raises a Problem or ValidationError by its parts, `BadCondition`."""
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for name, value in given.items():
        try:
            if name != ONLY:
                found[name] = value_of(_part(name), value)
        except Unfit as error:
            errors[str(name)] = [str(error)]
    if not _is_only(given.get(ONLY)):
        errors[ONLY] = [_("A list of texts, please.")]
    if errors:
        raise Problem("malformed", errors=errors)
    if dataset := datasets().get(found.get("dataset", "")):
        found[ONLY] = _only_housed(actor, dataset, given.get(ONLY) or {})
    if found.get("among"):
        found["among"] = conditions.housed(actor, CUSTOMER, found["among"])
    return read({name: value for name, value in found.items() if value is not None})


def _part(name: Any) -> Field:
    if name not in PARTS:
        raise Unfit(_("There is no such field."))
    return PARTS[name]


def _is_only(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and all(
            isinstance(codes, list) and all(isinstance(code, str) and "\0" not in code for code in codes)
            for codes in value.values()
        )
    )


def _only_housed(actor: Actor, dataset: Dataset, only: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found = dict(only)
    for dimension in dataset.dimensions:
        codes = found.get(dimension.name)
        if dimension.relation and codes:
            wanted = {each: _uuid(each) for each in codes}
            keys = reading.keys_of(actor, dimension.relation, filter(None, wanted.values()))
            known = {each: str(keys[uid]) for each, uid in wanted.items() if uid in keys} | {"": ""}
            found[dimension.name] = [known.get(each, NOBODY) for each in codes]
    return found


def _uuid(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None


def question_outward(actor: Actor, plain: Mapping[str, Any] | None) -> Json:
    """A question as `housed` takes it; a record out of reach is null. None where it isn't shown."""
    if plain is None or isinstance(plain, policy.Masked):
        return None
    dataset = datasets().get(plain["dataset"])
    only = {name: list(codes) for name, codes in plain.get(ONLY, {}).items()}
    for dimension in dataset.dimensions if dataset else ():
        if dimension.relation and dimension.name in only:
            named = uids(actor, dimension.relation, only[dimension.name])
            only[dimension.name] = [named.get(each, each or None) for each in only[dimension.name]]
    return {**plain, ONLY: only, "among": outward(actor, CUSTOMER, plain.get("among"))}


def uids(actor: Actor, relation: str, codes: Iterable[str]) -> dict[str, str | None]:
    """What records are called outside by their codes of a dimension: "" is not known, None out of reach; one query."""
    keys = {int(each) for each in codes if each}
    found = reading.uids_of(actor, relation, keys) if keys else {}
    return {"": ""} | {str(key): found.get(key) for key in keys}
