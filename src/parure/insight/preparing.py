"""Dashboards reckoned before anybody looks: after a refresh, for those who are likely to.

What is reckoned is kept as an answer to their questions; nothing is shown to anybody here.
"""

import time

from django.utils import timezone

from parure.access.actors import Actor
from parure.access.queries import actors_by_last_look
from parure.core import jobs
from parure.insight.boards import Period, boards_of, open_datasets, questions_of
from parure.insight.copy.lake import NoCopy
from parure.insight.reports.answers import answers, copied_at
from parure.insight.reports.process import Failed, TooLong

TASK = "insight.prepare_boards"
AT_MOST = 300  # people, those who looked last
BUDGET = 600.0  # seconds, after which the rest wait for their first look as before


def prepare_soon() -> None:
    """Have dashboards reckoned in the background: the figures are new."""
    jobs.enqueue_one(TASK)


def carry_out_preparing(run: jobs.Run) -> None:
    """The boards of one person after the other. Dies it, what was reckoned is there and is passed over quickly."""
    ends = time.monotonic() + BUDGET
    for actor in actors_by_last_look(AT_MOST):
        if time.monotonic() > ends:
            return
        with run.staying():
            if not prepare_boards(actor):
                return


def prepare_boards(actor: Actor) -> bool:
    """Reckon what this person's dashboards show first. False where there is no copy to reckon from."""
    try:
        today = timezone.localdate(copied_at())
        open_to = open_datasets(actor)
        for board in boards_of(actor, open_to):
            asked = questions_of(board, actor, open_to, Period(), today)
            answers(actor, list(asked.values()), today)
    except NoCopy:
        return False
    except (TooLong, Failed):
        return True  # the others may be quicker; whoever looks is told
    return True
