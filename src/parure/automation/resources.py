"""Rules in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.automation.models import Rule
from parure.core.resources import Field, Kind, Resource, register

register(
    Resource(
        "automation.rule",
        _("Rule"),
        _("Rules"),
        Rule,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True, group="admin"),
            Field("event", _("Event"), path="event", column=True, group="admin"),
            Field("enabled", _("On"), Kind.YES_NO, path="enabled", group="admin"),
        ),
        title=lambda rule: rule.name,
    )
)
