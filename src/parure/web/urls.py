"""Addresses of all pages."""

from django.urls import path

from parure.web.shell import views as shell
from parure.web.today import views as today

urlpatterns = [
    path("", today.today, name="today"),
    path("signin/", shell.sign_in, name="signin"),
    path("signout/", shell.sign_out, name="signout"),
    path("language/", shell.set_language, name="set-language"),
    path("healthz", shell.healthz, name="healthz"),
    path("readyz", shell.readyz, name="readyz"),
]
