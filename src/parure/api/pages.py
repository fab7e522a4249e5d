"""The description of the API, for programs and for people; open to all, because it tells nothing of any shop."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parure.api import bodies, openapi

VERBS = ("get", "post", "patch")


def open_to_all(view: Any) -> Any:
    """Decorator that says on purpose: no key needed here."""
    opened = require_safe(view)
    opened.is_open = True
    return opened


@open_to_all
def openapi_json(request: HttpRequest) -> HttpResponse:
    return bodies.answer(openapi.document())


@open_to_all
def docs(request: HttpRequest) -> HttpResponse:
    """The same description as a page."""
    described = openapi.document()
    context = {
        "about": described["info"]["description"],
        "collections": [
            {"name": tag["name"], "label": tag["description"], "calls": list(_calls(described, tag["name"]))}
            for tag in described["tags"]
        ],
        "problems": openapi.problem_rows(),
    }
    return render(request, "api/docs.html", context)


def _calls(described: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for address, calls in described["paths"].items():
        for verb in VERBS:
            call = calls.get(verb)
            if call and name in call.get("tags", ()):
                yield {
                    "verb": verb.upper(),
                    "address": f"/api/v1{address}",
                    "summary": call["summary"],
                    "inputs": list(_inputs(call)),
                }


def _inputs(call: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What the body of a call may hold: name, meaning, form."""
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    needed = body.get("required", ())
    for name, schema in body.get("properties", {}).items():
        yield {
            "name": name,
            "meaning": schema.get("description", ""),
            "form": _form(schema),
            "needed": "required" if name in needed else "",
        }


def _form(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(each for each in schema["enum"] if each)[:300]
    if "anyOf" in schema:
        return " · ".join(dict.fromkeys(filter(None, (_form(each) for each in schema["anyOf"]))))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    form = schema.get("format") or schema.get("type", "")
    return "" if form == "null" else "decimal" if "pattern" in schema else str(form)
