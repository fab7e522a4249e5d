"""What finished imports and exports set off."""

from parure.core.events import handles
from parure.integrations import telling
from parure.integrations.events import ExportEnded, ImportFinished, ImportUndone


@handles(ImportFinished)
def tell_of_import(fact: ImportFinished) -> None:
    counts = {"created": fact.created, "updated": fact.updated, "failed": fact.failed}
    telling.tell_of_import(fact.run, counts)


@handles(ImportUndone)
def tell_of_undone_import(fact: ImportUndone) -> None:
    telling.tell_of_undone_import(fact.run, fact.kept)


@handles(ExportEnded)
def tell_of_export(fact: ExportEnded) -> None:
    telling.tell_of_export(fact.run, fact.status, fact.rows)
