from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InsightConfig(AppConfig):
    name = "parure.insight"
    label = "insight"

    def ready(self) -> None:
        post_migrate.connect(_note_changes, dispatch_uid="insight.triggers")


def _note_changes(using: str, app_config: AppConfig, **_given: Any) -> None:
    """Once a migration, after the last app: install the triggers that note what changes."""
    from parure.insight.copy.changes import install_triggers

    if app_config.label == "insight":
        install_triggers(using)
