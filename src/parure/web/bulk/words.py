"""Words of bulk changes: what is done with which records, and what came of it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk import acts
from parure.automation.bulk.queries import RunDetail, shown_value
from parure.core import resources
from parure.core.resources import Kind
from parure.core.wording import listed
from parure.web.kit.cells import labels_of, shown
from parure.web.kit.sentences import spoken

TONES = {
    "draft": "",
    "running": "slate",
    "done": "sage",
    "stopped": "rust",
    "failed": "rose",
    "undoing": "slate",
    "undone": "",
}


def act_words(actor: Actor, run: RunDetail) -> str:
    """What is done: "Source → WeChat", "Tag with VIP", "A task for each: call"."""
    if run.act == acts.SET:
        asked = resources.fields_of(run.resource).get(run.params["field"])
        if asked is None:
            return str(acts.act_words(run.resource, run.act))
        return f"{asked.label} → {value_words(actor, run, run.params['value'])}"
    if run.act == acts.TAGS:
        return _tag_words(run.params)
    verb = acts.verb_of(run.resource, run.act)
    if verb is None:
        return run.act
    plain = [each.name for each in verb.inputs if each.kind is not Kind.RELATION]
    given = [str(run.params[name]) for name in plain if run.params.get(name)]
    return " · ".join([str(verb.offered.label), *given])


def value_words(actor: Actor, run: RunDetail, value: Any) -> str:
    """A value that a run writes, as people read it."""
    asked = resources.fields_of(run.resource)[run.params["field"]]
    if value in (None, "", []):
        return _("empty")
    try:
        value = shown_value(actor, run.resource, asked.name, value)
    except (policy.NotFound, policy.Denied):
        return "—"
    if isinstance(value, policy.Link):
        return value.label
    return str(shown(asked, value, labels_of(asked))).replace('<span class="nw">', "").replace("</span>", "")


def _tag_words(params: dict[str, Any]) -> str:
    said = []
    if add := params.get("add"):
        said.append(_("tag with %s") % listed(add))
        if until := params.get("until"):
            said[-1] += _(" until %s") % until
    if remove := params.get("remove"):
        said.append(_("take off %s") % listed(remove))
    return _("; ").join(said)


def about_words(actor: Actor, run: RunDetail) -> str:
    """Which records: those picked, or the condition as a sentence."""
    if run.picked is not None:
        return ngettext("%(n)s picked", "%(n)s picked", run.picked) % {"n": f"{run.picked:,}"}
    return spoken(actor, run.resource, run.condition) or _("everything in reach")
