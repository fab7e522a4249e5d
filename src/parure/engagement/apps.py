from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "parure.engagement"
    label = "engagement"

    def ready(self) -> None:
        from parure.engagement import (  # noqa: F401 - declares types, hears events, offers verbs
            actions,
            going_along,
            handlers,
            holdings,
            offers,
            resources,
        )
        from parure.engagement.notices import handlers as _h  # noqa: F401 - hears events
        from parure.engagement.notices import tasks as _t  # noqa: F401 - clock work
        from parure.engagement.operations import changing  # noqa: F401 - writes fields
