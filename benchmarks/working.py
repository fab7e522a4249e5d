"""Trivial jobs a second by one worker."""

import time

from figures import Table


def measure(rows: int, table: Table) -> None:
    from django.db import transaction

    from parure.core import jobs
    from parure.core.models import Event, Job

    @jobs.task("benchmark.trivial")
    def trivial(n: int) -> None:
        Event.objects.create(name="benchmark.effect", payload={"n": n})

    Job.objects.bulk_create(Job(task="benchmark.trivial", payload={"n": n}) for n in range(rows))
    began = time.perf_counter()
    done = jobs.run_all()
    rate = done / (time.perf_counter() - began)
    naive = min(rows, 1000)
    began = time.perf_counter()
    for n in range(naive):
        with transaction.atomic():
            Event.objects.create(name="benchmark.naive", payload={"n": n})
    bare = naive / (time.perf_counter() - began)
    assert Event.objects.filter(name="benchmark.effect").count() == rows
    table.add("trivial jobs, one worker", rate, "/s", limit=200, least=True)
    table.add("naive: the same row, one transaction each, no queue", bare, "/s")
    table.add("share of that", rate / bare, "×")
