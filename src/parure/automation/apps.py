from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "parure.automation"
    label = "automation"

    def ready(self) -> None:
        from parure.automation import handlers, resources, tasks  # noqa: F401 - declares types, hears events
        from parure.automation.background import resources as _jobs  # noqa: F401 - declares a type
