"""Addresses of the API; everything below /api/v1/ that isn't one of them is answered by it, too."""

from django.urls import path

from parure.api import pages, views

urlpatterns = [
    path("openapi.json", pages.openapi_json, name="api-openapi"),
    path("docs", pages.docs, name="api-docs"),
    path("", views.index, name="api-index"),
    path("<slug:name>", views.collection, name="api-collection"),
    path("<slug:name>/search", views.search, name="api-search"),
    path("<slug:name>/batch", views.batch, name="api-batch"),
    path("<slug:name>/<str:uid>", views.record, name="api-record"),
    path("<slug:name>/<str:uid>/<slug:act>", views.act, name="api-act"),
    path("<path:rest>", views.unknown, name="api-unknown"),
]
