"""Clock work of reports by email."""

from parure.core import jobs
from parure.insight.mailing import sending

HOURLY = "insight.plan_mailings"


@jobs.task(HOURLY)
def plan() -> None:
    sending.plan_due_mailings()


@jobs.task(sending.TASK, atomic=False)
def send(run: jobs.Run, mailing: int, due: str) -> None:
    sending.send_mailing(run, mailing, due)


jobs.hourly(HOURLY)
