"""Photos and papers, sent to who may see the record they belong to; forms that take them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.core import pictures
from parure.people import attachments
from parure.people.attachments import Handed
from parure.web.pages import page

MOST_FILES = 5


@page(place="customers")
@require_safe
def talk_file(request: HttpRequest, uid: UUID, talk_uid: UUID, number: int) -> HttpResponse:
    return send(request, attachments.of_talk(request.actor, uid, talk_uid, number, small=_small(request)))


@page(place="customers")
@require_safe
def photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    return send(request, attachments.photo_of(request.actor, uid, small=_small(request)))


def _small(request: HttpRequest) -> bool:
    return "small" in request.GET


def send(request: HttpRequest, handed: Handed) -> HttpResponse:
    """The file itself; a browser that has it asks again each time, so that a right taken away is taken away."""
    tag = f'"{handed.mark}"'
    answer: Any
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = FileResponse(
            handed.path.open("rb"),
            content_type=handed.type,
            as_attachment=handed.type != pictures.PICTURE,
            filename=handed.name,
        )
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[no-any-return]


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to five photos or papers; cleaned to what may be kept (`core.pictures.Prepared`)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFiles(attrs={"accept": "image/*,application/pdf", "multiple": True})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[pictures.Prepared]:  # type: ignore[override]
        given: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > MOST_FILES:
            raise ValidationError(_("At most %s files at once.") % MOST_FILES)
        return [prepared(each) for each in given]


class PhotoField(forms.FileField):
    """One photo; cleaned to what may be kept, None where none was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> pictures.Prepared | None:  # type: ignore[override]
        return prepared(data, papers=False) if data else None


def prepared(upload: Any, *, papers: bool = True) -> pictures.Prepared:
    """An upload looked through; the reason against it names the file."""
    try:
        return pictures.prepare(upload.name, upload.file, papers=papers)
    except ValidationError as error:
        raise ValidationError([f"{upload.name[:60]}: {message}" for message in error.messages]) from None
