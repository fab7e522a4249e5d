from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "parure.api"
    label = "api"
