from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InsightConfig(AppConfig):
    name = "parure.insight"
    label = "insight"

    def ready(self) -> None:
        from parure.insight import handlers, resources, tasks  # noqa: F401 - hears of imports, gives customers their facts
        from parure.insight.groups import operations  # noqa: F401 - declares what writes groups
        from parure.insight.groups import resources as groups  # noqa: F401 - declares groups
        from parure.insight.mailing import resources as mailings  # noqa: F401 - declares reports by email
        from parure.insight.mailing import tasks as sending  # noqa: F401 - sends them
        from parure.insight.reports import kept, offers  # noqa: F401 - which use segments; what is done with reports
        from parure.insight.reports import resources as reports  # noqa: F401 - declares kept reports

        post_migrate.connect(_note_changes, dispatch_uid="insight.triggers")
        post_migrate.connect(_seed_groups, sender=self)


def _note_changes(using: str, app_config: AppConfig, **_given: Any) -> None:
    """Once a migration, after the last app: install the triggers that note what changes."""
    from parure.insight.copy.changes import install_triggers

    if app_config.label == "insight":
        install_triggers(using)


def _seed_groups(**_given: Any) -> None:
    """A database of any age has the groups that the product knows."""
    from parure.insight.groups.seeds import seed_groups

    seed_groups()
