"""Today 今日: what to do now, and the dates that come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parure.web.pages import page


@page(place="today")
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "today/today.html", {})
