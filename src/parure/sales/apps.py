from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "parure.sales"
    label = "sales"

    def ready(self) -> None:
        from parure.sales import resources  # noqa: F401 - declares the area's record types
