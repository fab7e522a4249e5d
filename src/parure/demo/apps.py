from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "parure.demo"
    label = "demo"
