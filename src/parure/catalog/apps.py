from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "parure.catalog"
    label = "catalog"

    def ready(self) -> None:
        from parure.catalog import (  # noqa: F401 - declares the area's record types, what writes them and what points to them
            offers,
            operations,
            resources,
            targets,
        )
