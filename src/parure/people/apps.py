from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parure.people"
    label = "people"

    def ready(self) -> None:
        from parure.people import resources  # noqa: F401 - declares the area's record types
