"""A process with a few tasks and facts of its own, for tests in which processes die.

python -m factories.mortal_worker kill TIMES SEED   run real workers, kill -9 each at a random moment
python -m factories.mortal_worker drain             run one real worker until nothing is due
python -m factories.mortal_worker emit N            emit a fact whose inline handler kills the process
"""

import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")


def declare() -> None:
    from parure.core import events, jobs
    from parure.core.models import Event

    @jobs.task("test.effect")
    def effect(n: int) -> None:
        Event.objects.create(name="test.effect", payload={"n": n})

    @jobs.task("test.long", atomic=False)
    def long(run: jobs.Run, size: int) -> None:
        while (done := Event.objects.filter(name="test.step").count()) < size:
            with run.checkpoint():
                Event.objects.create(name="test.step", payload={"n": done})

    @events.fact
    @dataclass(frozen=True)
    class Rang(events.Fact):
        name: ClassVar[str] = "test.rang"
        n: int

    @events.handles(Rang)
    def answer(rang: Rang) -> None:
        Event.objects.create(name="test.answer", payload={"n": rang.n})
        if os.environ.get("DIE_WHILE_HANDLING"):
            os.kill(os.getpid(), signal.SIGKILL)


def work_until_idle() -> None:
    from django.core.management import call_command

    call_command("worker", "--until-idle")


def wait_for_work(child: int) -> None:
    """Until the worker holds a job, so that it dies at work on a slow machine too; then this process lets go."""
    from django.db import OperationalError, connection

    from parure.core.models import Job

    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if Job.objects.filter(status=Job.Status.RUNNING, worker__contains=f":{child}:").exists():
                break
        except OperationalError:
            pass
        time.sleep(0.001)
    connection.close()


def kill_workers(times: int, seed: int) -> int:
    """How many of `times` workers were killed while they had work."""
    luck, killed = random.Random(seed), 0
    for _ in range(times):
        child = os.fork()
        if not child:
            work_until_idle()
            os._exit(0)
        wait_for_work(child)
        time.sleep(luck.uniform(0.001, 0.1))  # the random moment
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    return killed


def emit(n: int) -> None:
    from django.db import transaction

    from parure.core import events

    with transaction.atomic():
        events.emit(events.FACTS["test.rang"](n), actor=SimpleNamespace(staff_id=None, label="tester"))


def main() -> None:
    import django

    django.setup()
    declare()
    match sys.argv[1:]:
        case ["kill", times, seed]:
            print(kill_workers(int(times), int(seed)))
        case ["drain"]:
            work_until_idle()
        case ["emit", n]:
            emit(int(n))


if __name__ == "__main__":
    main()
