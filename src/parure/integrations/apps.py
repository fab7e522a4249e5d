from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "parure.integrations"
    label = "integrations"

    def ready(self) -> None:
        from parure.integrations import (  # noqa: F401 - declare the area's record types and tasks
            handlers,
            offers,
            resources,
            tasks,
        )
