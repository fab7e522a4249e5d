from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "parure.access"
    label = "access"

    def ready(self) -> None:
        from parure.access import resources, tasks  # noqa: F401 - declares the area's record types and clock work

        post_migrate.connect(_seed_roles, sender=self)


def _seed_roles(**_kwargs: Any) -> None:
    """A database of any age has the roles that the product knows."""
    from parure.access.roles import seed_roles

    seed_roles()
