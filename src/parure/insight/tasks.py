"""Clock work of insight."""

from parure.core import jobs
from parure.insight import refreshing


@jobs.task(refreshing.TASK, atomic=False)
def refresh(run: jobs.Run) -> None:
    refreshing.carry_out_refresh(run)


jobs.daily(refreshing.TASK)
