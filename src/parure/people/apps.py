from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "parure.people"
    label = "people"

    def ready(self) -> None:
        from parure.people import (  # noqa: F401 - declares types and clock work, hears events, offers verbs
            actions,
            handlers,
            merging_rules,
            offers,
            resources,
            sets,
            targets,
            tasks,
        )
        from parure.people.consents import resources as consents  # noqa: F401
        from parure.people.feedback import offers as feedback_offers  # noqa: F401
        from parure.people.feedback import resources as feedback  # noqa: F401
        from parure.people.joining import resources as joining  # noqa: F401
        from parure.people.ownership import handing  # noqa: F401
        from parure.people.ownership import resources as ownership  # noqa: F401
        from parure.people.segments import handlers as segment_handlers  # noqa: F401
        from parure.people.segments import offers as segment_offers  # noqa: F401
        from parure.people.segments import resources as segments  # noqa: F401
        from parure.people.segments import tasks as segment_tasks  # noqa: F401
        from parure.people.wishes import offers as wish_offers  # noqa: F401
        from parure.people.wishes import resources as wishes  # noqa: F401
