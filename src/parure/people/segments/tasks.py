"""Clock work of segments."""

from parure.core import jobs
from parure.people.segments import runs


@jobs.task(runs.TASK, atomic=False)
def evaluate_segment(run: jobs.Run, run_id: int) -> None:
    runs.carry_out_run(run.checkpoint, run_id)


@jobs.task("people.evaluate_segments_daily", atomic=False)
def evaluate_daily(run: jobs.Run) -> None:
    runs.carry_out_round(run.checkpoint, every="day")


@jobs.task("people.evaluate_segments_hourly", atomic=False)
def evaluate_hourly(run: jobs.Run) -> None:
    runs.carry_out_round(run.checkpoint, every="hour")


jobs.daily("people.evaluate_segments_daily")
jobs.hourly("people.evaluate_segments_hourly")
