"""All addresses, one file an area."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("parure.api.urls")),
    path("", include("parure.web.urls")),
]

handler404 = "parure.web.errors.not_found"
handler500 = "parure.web.errors.broken"
