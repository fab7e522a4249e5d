from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "parure.sales"
    label = "sales"

    def ready(self) -> None:
        from parure.sales import (  # noqa: F401 - declares types, hears events, offers verbs
            handlers,
            holdings,
            offers,
            resources,
            tasks,
            wished,
        )
