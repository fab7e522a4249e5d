"""The table of a report taken along: as a file, and on record."""

from io import BytesIO
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.insight.reports.answers import answer
from parure.insight.reports.datasets import datasets
from parure.insight.reports.files import FORMS, file_name, file_of
from parure.insight.reports.operations import note_report_taken
from parure.insight.reports.question import Question


def answer_file(actor: Actor, question: Question, form: str, title: str) -> FileResponse:
    """The file as an answer of the web. Raises `policy.Denied` for who may not export what it is made of,
    ValidationError for a form that there isn't.
    """
    if form not in FORMS:
        raise ValidationError(_("There is no such kind of file."))
    policy.require(actor, datasets()[question.dataset].resource, "export")
    found = answer(actor, question)
    note_report_taken(actor, question, len(found.rows))
    named = (title or _("Report")).strip()
    content = FileResponse(BytesIO(file_of(found, form, named)), content_type=FORMS[form])
    content["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(named, form))}"
    content["Cache-Control"] = "no-store"
    return content
