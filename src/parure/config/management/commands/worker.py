"""parure worker: do the background work until told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from parure.core import jobs


class Command(BaseCommand):
    help = "Do the background work: imports, refreshes, what follows from events."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="end when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["until_idle"]:
            jobs.free_jobs_of_dead_workers()
            jobs.run_all()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        long = threading.Thread(target=jobs.work, args=(stop,), kwargs={"lane": jobs.Lane.LONG})
        long.start()
        jobs.work(stop, lane=jobs.Lane.SHORT)
        long.join()
