from django.apps import AppConfig


class CustomizeConfig(AppConfig):
    name = "parure.customize"
    label = "customize"

    def ready(self) -> None:
        from parure.customize import resources  # noqa: F401 - declares the area's record types
