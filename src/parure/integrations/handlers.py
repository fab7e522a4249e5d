"""What finished imports set off."""

from parure.core.events import handles
from parure.integrations import telling
from parure.integrations.events import ImportFinished, ImportUndone


@handles(ImportFinished)
def tell_of_import(fact: ImportFinished) -> None:
    counts = {"created": fact.created, "updated": fact.updated, "failed": fact.failed}
    telling.tell_of_import(fact.run, counts)


@handles(ImportUndone)
def tell_of_undone_import(fact: ImportUndone) -> None:
    telling.tell_of_undone_import(fact.run, fact.kept)
