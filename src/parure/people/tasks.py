"""Clock work of people."""

from parure.core import jobs
from parure.people import facts


@jobs.task("people.roll_dates", atomic=False)
def roll_dates(run: jobs.Run) -> None:
    while True:
        with run.checkpoint():
            moved = facts.roll_dates()
        if not moved:
            return


jobs.daily("people.roll_dates")
