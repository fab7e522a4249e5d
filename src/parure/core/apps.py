from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "parure.core"
    label = "core"
