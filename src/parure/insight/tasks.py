"""Clock work of insight."""

from parure.core import jobs
from parure.insight import following, preparing, refreshing


@jobs.task(refreshing.TASK, atomic=False)
def refresh(run: jobs.Run) -> None:
    refreshing.carry_out_refresh(run)


@jobs.task(following.TASK, atomic=False)
def follow_facts(run: jobs.Run) -> None:
    following.carry_out_following(run)


@jobs.task(preparing.TASK, atomic=False)
def prepare_boards(run: jobs.Run) -> None:
    preparing.carry_out_preparing(run)


jobs.daily(refreshing.TASK)
