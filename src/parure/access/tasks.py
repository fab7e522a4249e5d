"""Clock work of access."""

from parure.access.operations import sign_ins
from parure.core import jobs


@jobs.task("access.sweep_sign_ins", atomic=False)
def sweep_sign_ins(run: jobs.Run) -> None:
    while True:
        with run.checkpoint():
            gone = sign_ins.sweep_sign_ins()
        if not gone:
            return


jobs.daily("access.sweep_sign_ins")
