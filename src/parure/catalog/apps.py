from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "parure.catalog"
    label = "catalog"

    def ready(self) -> None:
        from parure.catalog import operations, resources  # noqa: F401 - declares the area's record types and what writes them
