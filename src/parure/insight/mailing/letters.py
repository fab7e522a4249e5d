"""The mail of one receiver: what they may see, in their language, with the files."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parure.access.actors import actor_for
from parure.insight.models import Sent
from parure.insight.reports.answers import Answer, answer
from parure.insight.reports.files import FORMS, file_name, file_of
from parure.insight.reports.kept import kept_report
from parure.insight.reports.question import Question
from parure.insight.reports.tabling import Cell, Table, table_of

LINES_TOLD = 10
COLUMNS_TOLD = 4


@dataclass(frozen=True)
class Letter:
    """A mail that can be handed over, the question that it answers and how many rows the answer has."""

    message: EmailMessage
    question: Question
    rows: int


def letter_for(sent: Sent) -> Letter:
    """The mail for one receiver, of their own reach. Raises what `answer` raises."""
    staff, mailing = sent.staff, sent.mailing
    actor = actor_for(staff)
    kept = kept_report(actor, mailing.report.uid)
    title = " ".join(mailing.report.title.split())  # a subject is one line
    with translation.override(staff.language):
        found = answer(actor, kept.question)
        message = EmailMessage(
            subject=f"{title} · {timezone.localdate().isoformat()}",
            body=text_of(sent, found),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[staff.email],
            headers={"Message-ID": f"<{sent.uid}@parure>", "Auto-Submitted": "auto-generated"},
            attachments=[
                (file_name(title, form), file_of(found, form, title), FORMS[form]) for form in mailing.forms
            ],
        )
    return Letter(message, kept.question, len(found.rows))


def text_of(sent: Sent, found: Answer) -> str:
    """The mail as text: what it is, of when, its first lines, where more is to be found."""
    table = table_of(found)
    parts = [sent.mailing.report.title, _moment(found), "\n".join(_lines(table))]
    if len(table.lines) > LINES_TOLD:
        parts.append(_("%d lines in all; they stand in the file.") % len(table.lines))
    if settings.PARURE_URL:
        parts.append(settings.PARURE_URL + reverse("report", args=[sent.mailing.report.uid]))
    owner = sent.mailing.owner.name if sent.mailing.owner else ""
    parts.append(_("%s has this sent to you. It shows what you may see; please don't pass it on.") % owner)
    return "\n\n".join(filter(None, parts)) + "\n"


def _moment(found: Answer) -> str:
    told = []
    if found.span.since and found.span.until:
        told.append(f"{found.span.since.isoformat()} – {found.span.until.isoformat()}")
    told.append(_("Figures of %s") % timezone.localtime(found.taken_at).strftime("%Y-%m-%d %H:%M"))
    return "\n".join(told)


def _lines(table: Table) -> list[str]:
    told = [_line(" / ".join(each.labels), table.heads, each.cells) for each in table.lines[:LINES_TOLD]]
    if any(cell.number is not None for cell in table.totals):
        told.append(_line(_("All"), table.heads, table.totals))
    return told or [_("Nothing to count")]


def _line(label: str, heads: list[str], cells: list[Cell]) -> str:
    figures = "  ".join(
        f"{head} {_figure(cell)}" for head, cell in list(zip(heads, cells, strict=True))[:COLUMNS_TOLD]
    )
    return f"{label}  {figures}" if label else figures


def _figure(cell: Cell) -> str:
    return f"{cell.text} ({cell.change})" if cell.change else cell.text
