"""What insight hears of."""

from parure.core.events import handles
from parure.insight import refreshing
from parure.integrations.events import ImportFinished, ImportUndone


@handles(ImportFinished, ImportUndone, inline=False)
def follow_import(_happened: ImportFinished | ImportUndone) -> None:
    refreshing.plan_refresh(refreshing.AFTER_IMPORT)
