from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "parure.automation"
    label = "automation"

    def ready(self) -> None:
        from parure.automation import handlers, resources  # noqa: F401 - declares record types, hears events
