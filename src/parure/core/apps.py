from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "parure.core"
    label = "core"

    def ready(self) -> None:
        from parure.core import tasks  # noqa: F401 - declares clock work
