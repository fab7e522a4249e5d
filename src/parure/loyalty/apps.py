from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "parure.loyalty"
    label = "loyalty"

    def ready(self) -> None:
        from parure.loyalty import holdings, resources  # noqa: F401 - declares the area's record types
