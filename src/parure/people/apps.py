from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parure.people"
    label = "people"

    def ready(self) -> None:
        from parure.people import resources, tasks  # noqa: F401 - declares record types and clock work
