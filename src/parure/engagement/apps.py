from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "parure.engagement"
    label = "engagement"

    def ready(self) -> None:
        from parure.engagement import (  # noqa: F401 - declares types, hears events, offers verbs
            actions,
            handlers,
            holdings,
            offers,
            resources,
        )
