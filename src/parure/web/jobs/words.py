"""What went wrong with a job, in words; what is kept of an error is its class and place, never its values."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CAUSES = {
    "OperationalError": gettext_noop("The database was busy or away."),
    "InterfaceError": gettext_noop("The database was busy or away."),
    "IntegrityError": gettext_noop("It contradicts what is in the database."),
    "NotFound": gettext_noop("The record isn't there any more, or out of reach."),
    "Denied": gettext_noop("Whoever asked for it may not do it any more."),
    "NotWritable": gettext_noop("Whoever asked for it may not do it any more."),
    "ValidationError": gettext_noop("What it was given was refused."),
    "FileNotFoundError": gettext_noop("The file isn't there any more."),
    "OSError": gettext_noop("A file couldn't be read or written: is the disk full?"),
    "ConnectionError": gettext_noop("The other side didn't answer."),
    "TimeoutError": gettext_noop("The other side didn't answer."),
    "CannotOpen": gettext_noop("A key of the keyring is missing."),
    "MemoryError": gettext_noop("The machine ran out of memory."),
}


def error_words(error: str) -> str:
    """The cause for people, with the place for whoever repairs it; "" without an error."""
    if not error:
        return ""
    if error == "its workers died":
        return _("Every process that began it was ended before its time.")
    name, _at, place = error.partition(" at ")
    cause = _(CAUSES[name]) if name in CAUSES else _("A fault in the program.")
    return f"{cause} ({name}{' · ' + place if place else ''})"


def kind_name(task: str) -> str:
    """A kind of job as short as it is clear: people.settle_join_request."""
    return task.removeprefix("event:").removeprefix("parure.").replace(".handlers.", ".")
