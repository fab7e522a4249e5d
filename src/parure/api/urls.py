"""Addresses of the API; everything below /api/v1/ that isn't one of them is answered by it, too."""

from django.urls import path

from parure.api import pages, reports, views

urlpatterns = [
    path("openapi.json", pages.openapi_json, name="api-openapi"),
    path("docs", pages.docs, name="api-docs"),
    path("", views.index, name="api-index"),
    path("reports/datasets", reports.asked_about, name="api-report-datasets"),
    path("reports/ready", reports.ready_ones, name="api-report-ready"),
    path("reports/answer", reports.answered, name="api-report-question"),
    path("reports/<str:uid>/answer", reports.report_answered, name="api-report-answer"),
    path("<slug:name>", views.collection, name="api-collection"),
    path("<slug:name>/search", views.search, name="api-search"),
    path("<slug:name>/batch", views.batch, name="api-batch"),
    path("<slug:name>/<str:uid>", views.record, name="api-record"),
    path("<slug:name>/<str:uid>/<slug:act>", views.act, name="api-act"),
    path("<path:rest>", views.unknown, name="api-unknown"),
]
