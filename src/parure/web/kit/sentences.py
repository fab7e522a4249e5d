"""A condition as a sentence, with the names of the staff and stores in it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.access.options import titles
from parure.core import conditions, resources
from parure.core.conditions import Tree, leaves
from parure.core.resources import Field
from parure.core.wording import listed
from parure.web.kit.forms import relations_in
from parure.web.kit.terms import VALUELESS, is_comparison, value_words

__all__ = ["leaves", "spoken"]

Names = Mapping[str, Mapping[int, str]]


def spoken(actor: Actor, resource: str, tree: Tree | None) -> str:
    """What the condition asks, to be read aloud; "" for none. One query for each record type that it names."""
    if not tree or not list(leaves(tree)):
        return ""
    fields = resources.fields_of(resource)
    asked = relations_in([each for each in leaves(tree) if is_comparison(each)], fields)
    return _say(resource, tree, fields, {name: titles(actor, name, ids) for name, ids in asked.items()})


def _say(resource: str, tree: Tree, fields: Mapping[str, Field], names: Names, depth: int = 0) -> str:
    if "all" in tree:
        said = _(" and ").join(_say(resource, each, fields, names, depth + 1) for each in tree["all"])
        return _("(%s)") % said if depth and len(tree["all"]) > 1 else said
    if "any" in tree:
        said = _(" or ").join(_say(resource, each, fields, names, depth + 1) for each in tree["any"])
        return _("(%s)") % said if depth and len(tree["any"]) > 1 else said
    if "not" in tree:
        if "did" in tree["not"]:
            return conditions.sentence(resource, tree)
        return _("not (%s)") % _say(resource, tree["not"], fields, names, 0)
    if "did" in tree:
        return conditions.sentence(resource, tree)
    asked, op, value = fields[tree["field"]], tree["op"], tree.get("value")
    if op in VALUELESS:
        words = ""
    elif op in conditions.DAYS:
        words = str(int(value or 0))
    else:
        given = value if isinstance(value, list) else [value]
        spoken = [value_words(asked, each, names.get(asked.relation, {})) for each in given]
        words = " – ".join(spoken) if op == "between" else listed(spoken)
    return f"{asked.label} {conditions.operator_words(conditions.plain_operator(op, value), words)}"
