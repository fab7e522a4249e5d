from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "parure.sales"
    label = "sales"

    def ready(self) -> None:
        from parure.sales import handlers, holdings, resources, tasks  # noqa: F401 - declares types, hears events
