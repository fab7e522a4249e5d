from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "parure.config"
    label = "config"
