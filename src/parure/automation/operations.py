"""Running rules over events."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor, actor_as_role
from parure.access.choices import AuditAction
from parure.automation.models import Rule, RuleRun
from parure.automation.verbs import VERBS
from parure.core.conditions import Tree, evaluate
from parure.core.events import FACTS
from parure.core.models import Event

AUTOMATION_ROLE = "manager"


@transaction.atomic
def create_rule(
    actor: Actor, *, name: str, event: str, condition: Tree, verb: str, params: dict[str, object]
) -> Rule:
    """Write a rule; it applies to events from now on."""
    policy.require(actor, "automation.rule", "add")
    if event not in FACTS or verb not in VERBS:
        raise ValidationError(_("There is no such event or action."))
    for same in Rule.objects.filter(name=name, event=event, verb=verb):
        if (same.condition, same.params) == (condition, params):  # asked twice; twice would act twice
            return same
    rule = Rule.objects.create(name=name, event=event, condition=condition, verb=verb, params=params)
    audit.record(actor, AuditAction.CREATE, "automation.rule", rule.pk, after={"name": name, "event": event})
    return rule


def run_rules(event: Event) -> None:
    """Run every rule that the event meets, each once per event however often it is delivered."""
    for rule in Rule.objects.filter(event=event.name, enabled=True).order_by("pk"):
        if rule.condition and not evaluate(rule.condition, event.payload, timezone.localdate()):
            continue
        run, fresh = RuleRun.objects.get_or_create(rule=rule, event=event)
        if fresh:
            acting = actor_as_role(AUTOMATION_ROLE, rule.name)
            run.outcome = VERBS[rule.verb].function(acting, event.payload, rule.params)[:200]
            run.save(update_fields=["outcome"])


def rename_in_rules(verb: str, param: str, before: str, after: str) -> None:
    """What rules name has a new name: those with this verb follow."""
    for rule in Rule.objects.filter(verb=verb):
        if rule.params.get(param) == before:
            rule.params = rule.params | {param: after}
            rule.save(update_fields=["params"])
