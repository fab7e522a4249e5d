"""Forms that open over the page, and what a page is told once something has been done.

The same address answers with a fragment for the dialog and with a whole page without script.
"""

import json
import secrets
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField, CharField, CheckboxSelectMultiple, Form, HiddenInput, RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parure.web.undo import offer

BODY = "dialog-body"


class Segments(RadioSelect):
    """Two to four choices side by side, of which one holds."""


class Chips(RadioSelect):
    """One of a handful of words."""


class ManyChips(CheckboxSelectMultiple):
    """Any of a handful of words."""


class Stars(RadioSelect):
    """How many stars, one to five, or not said."""


class RequestKey(CharField):
    """The form's own key: the same form sent twice has its effect once."""

    def __init__(self) -> None:
        super().__init__(
            required=False, max_length=40, widget=HiddenInput, initial=lambda: secrets.token_hex(16)
        )


class DialogForm(Form):
    """A form for `dialogs/form.html`; `layout` names its rows, a tuple stands side by side."""

    layout: tuple[str | tuple[str, ...], ...] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": "", "auto_id": "f-%s"} | kwargs))

    def rows(self) -> list[list[BoundField]]:
        """The visible fields in rows; fields without a place in the layout follow one by one."""
        placed = [row if isinstance(row, tuple) else (row,) for row in self.layout]
        named = {name for row in placed for name in row}
        rest = [(field.name,) for field in self.visible_fields() if field.name not in named]
        found = [[self[name] for name in row if name in self.fields] for row in [*placed, *rest]]
        return [row for row in found if row]


def texts(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named values of a form as an operation takes texts: "" where nothing was written."""
    return {name: given.get(name) or "" for name in names}


def in_dialog(request: HttpRequest) -> bool:
    """Whether the answer goes into the dialog of the page that asked."""
    return bool(request.htmx) and request.htmx.target == BODY


def show(
    request: HttpRequest,
    form: DialogForm,
    *,
    title: str,
    template: str = "dialogs/form.html",
    **context: Any,
) -> HttpResponse:
    """The form, as dialog or as page; 422 when what was sent cannot be taken.

    With `clashes` (of `parure.web.together`) others changed it meanwhile: 409, and the reader chooses.
    """
    within = in_dialog(request)
    context |= {"form": form, "title": title, "in_dialog": within, "inner": template}
    context.setdefault("action", request.get_full_path())
    frame = template if within else "dialogs/page.html"
    status = 409 if context.get("clashes") else 422 if form.is_bound else 200
    return render(request, frame, context, status=status)


def add_errors(form: Form, error: ValidationError, **names: str) -> None:
    """Put what an operation refused next to its field; `names` maps the operation's names to the form's."""
    told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in told.items():
        field = names.get(name, name)
        for message in messages:
            form.add_error(field if field in form.fields else None, message)


def done(
    request: HttpRequest,
    text: str,
    *,
    fact: str = "",
    back: str = "today",
    undo: tuple[str, dict[str, Any]] | None = None,
) -> HttpResponse:
    """Say that it is done. htmx hears a notice, a closed dialog and `fact`; otherwise the reader goes `back`.

    `undo` is (verb, values) of `parure.web.undo`.
    """
    if not request.htmx:
        request.session["notice"] = text
        return redirect(back)
    notice = {"text": text}
    if undo is not None:
        notice["undo"] = offer(request, *undo)
    told: dict[str, Any] = {"toast": notice, "closeDialog": True}
    if fact:
        told[fact] = True
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def also(answer: HttpResponse, fact: str) -> HttpResponse:
    """Let the page hear one fact more."""
    told = answer.headers.get("HX-Trigger", "")
    if told:
        answer.headers["HX-Trigger"] = json.dumps(json.loads(told) | {fact: True})
    return answer


def go(request: HttpRequest, address: str, notice: str = "") -> HttpResponse:
    """Lead the reader to another page, which shows the notice."""
    if notice:
        request.session["notice"] = notice
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def notice_of(request: HttpRequest) -> str:
    """What `done` or `go` has left to be said on the page that they led to; said once."""
    return str(request.session.pop("notice", "")) if "notice" in request.session else ""
