from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "parure.engagement"
    label = "engagement"

    def ready(self) -> None:
        from parure.engagement import resources  # noqa: F401 - declares the area's record types
