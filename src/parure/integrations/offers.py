"""What every door may do with an import that was brought."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from parure.access.actors import Actor
from parure.core.changes import Offered, Writer, offer
from parure.integrations import operations

RUN = "integrations.import_run"


def _step(function: Writer) -> Writer:
    def step(actor: Actor, uid: UUID | str) -> None:
        function(actor, uid)

    return step


def _offered(name: str, label: Any, function: Writer) -> None:
    offer(Offered(RUN, name, label, _step(function), action="import"))


_offered("check", _("Check"), operations.check_import)
_offered("write", _("Bring in"), operations.write_import)
_offered("stop", _("Stop"), operations.stop_import)
_offered("resume", _("Go on"), operations.resume_import)
_offered("undo", _("Take back"), operations.undo_import)
