from django.apps import AppConfig


class CustomizeConfig(AppConfig):
    name = "parure.customize"
    label = "customize"

    def ready(self) -> None:
        from parure.customize import resources, tasks  # noqa: F401 - declares record types and clock work
