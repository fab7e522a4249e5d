"""Clock work of people."""

from parure.core import jobs
from parure.people import facts, operations, quality_figures
from parure.people.ownership import handing


@jobs.task("people.roll_dates", atomic=False)
def roll_dates(run: jobs.Run) -> None:
    while True:
        with run.checkpoint():
            moved = facts.roll_dates()
        if not moved:
            return


jobs.daily("people.roll_dates")


@jobs.task("people.search_duplicates", atomic=False)
def search_duplicates(run: jobs.Run, uid: str) -> None:
    operations.search_duplicates(run.checkpoint, uid)


@jobs.task("people.merge_certain", atomic=False)
def merge_certain(run: jobs.Run, uid: str) -> None:
    operations.carry_out_merges(run.checkpoint, uid)


@jobs.task("people.search_around_changed", atomic=False)
def search_around_changed(run: jobs.Run) -> None:
    operations.search_around_changed(run.checkpoint)


jobs.daily("people.search_around_changed")


@jobs.task("people.score_records", atomic=False)
def score_records(run: jobs.Run) -> None:
    """Whatever was written without a fact of its own is reckoned once a day."""
    last = 0
    while True:
        with run.checkpoint():
            following = operations.score_records(last)
        if following is None:
            return
        last = following


jobs.daily("people.score_records")


@jobs.task("people.forget_join_requests")
def forget_join_requests() -> None:
    operations.forget_old_requests()
    operations.forget_taken_over()


jobs.daily("people.forget_join_requests")


@jobs.task("people.keep_quality")
def keep_quality() -> None:
    quality_figures.keep_figures()


jobs.daily("people.keep_quality")


@jobs.task("people.forget_plans")
def forget_plans() -> None:
    handing.forget_plans()


jobs.daily("people.forget_plans")
