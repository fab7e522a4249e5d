from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "parure.integrations"
    label = "integrations"

    def ready(self) -> None:
        from parure.integrations import resources  # noqa: F401 - declares the area's record types
