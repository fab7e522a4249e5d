from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "parure.web"
    label = "web"
