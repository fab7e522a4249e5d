"""Likely duplicates over the whole base: time, memory, and how many of the planted ones are found."""

import random
import resource
import time
from datetime import date

from crowd import people
from figures import Table, quantile

PLANTED = 0.03  # of the base are there a second time
CHUNK = 5000


def measure(rows: int, table: Table) -> None:
    from parure.people.models import DuplicatePair
    from parure.people.operations import search_here

    planted = fill(rows)
    began = time.perf_counter()
    search_here()
    table.add("the whole base looked through", time.perf_counter() - began, "s", limit=600)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add("memory at most", memory, "MB", limit=2048)
    found = set(DuplicatePair.objects.values_list("first_id", "second_id"))
    table.add(
        "of the planted duplicates found", len(found & planted) / len(planted), "×", limit=0.85, least=True
    )
    table.add(
        "of the pairs found planted", len(found & planted) / max(len(found), 1), "×", limit=0.8, least=True
    )
    merge_some(table, sorted(found & planted)[:200])
    neighbours(rows, table, planted)


def fill(rows: int) -> set[tuple[int, int]]:
    """Write the crowd, and some of it again as another system would have kept them; the pairs by id."""
    from django.db import transaction

    from parure.access.actors import actor_as_role
    from parure.access.operations import create_store
    from parure.access.roles import seed_roles
    from parure.core.lunar import SolarDay
    from parure.people.bulk import NewCustomer, NewDate, write_customers

    seed_roles()
    actor = actor_as_role("admin", "benchmark")
    stores = [create_store(actor, code=f"S{n}", name=f"Store {n}").pk for n in range(20)]
    luck, planted, batch, again = random.Random(3), set(), [], []
    crowd = list(people(rows)) if rows <= CHUNK else people(rows)

    def new(person: dict, **changed: object) -> NewCustomer:
        person = person | changed
        birthday = SolarDay(person["month"], person["day"], person["year"])
        return NewCustomer(
            name=person["name"], member_no=person["member_no"], gender=person["gender"],
            home_store_id=stores[person["store"]], registered_on=date(2026, 1, 1),
            contacts=[("phone", f"+86{person['phone']}")] if person["phone"] else [],
            dates=[NewDate("birthday", birthday)] if person["birthday"] else [],
        )  # fmt: skip

    def write() -> None:
        with transaction.atomic():
            ids = write_customers([new(each) for each in batch])
        for pk, person in zip(ids, batch, strict=True):
            if luck.random() < PLANTED:
                again.append((pk, double_of(person, luck)))
        batch.clear()

    for person in crowd:
        batch.append(person | {"birthday": luck.random() < 0.7})
        if len(batch) == CHUNK:
            write()
    if batch:
        write()
    for start in range(0, len(again), CHUNK):
        chunk = again[start : start + CHUNK]
        with transaction.atomic():
            ids = write_customers([new(person) for _pk, person in chunk])
        planted.update((pk, twin) for (pk, _person), twin in zip(chunk, ids, strict=True))
    return planted


def double_of(person: dict, luck: random.Random) -> dict:
    """The same person as another till wrote them down."""
    changed = {"member_no": None, "store": luck.randrange(20)}
    way = luck.random()
    if way < 0.35:  # another phone, the same birthday
        changed |= {"phone": f"199{luck.randrange(10**8):08d}", "birthday": True}
        person["birthday"] = True
    elif way < 0.55:  # a title instead of the name
        changed["name"] = person["name"][0] + ("女士" if person["gender"] == "F" else "先生")
    elif way < 0.65:
        changed |= {"gender": "", "birthday": False}
    return person | changed


def merge_some(table: Table, pairs: list[tuple[int, int]]) -> None:
    """How long one merge takes, and its undoing."""
    from parure.access.actors import actor_as_role
    from parure.people.models import Customer
    from parure.people.operations import merge_customers, undo_merge

    actor = actor_as_role("owner", "benchmark")
    uids = dict(
        Customer.objects.filter(pk__in={pk for pair in pairs for pk in pair}).values_list("pk", "uid")
    )
    merging, undoing, merges = [], [], []
    for first, second in pairs:
        began = time.perf_counter()
        merges.append(merge_customers(actor, uids[first], uids[second]))
        merging.append((time.perf_counter() - began) * 1000)
    for merge in merges:
        began = time.perf_counter()
        undo_merge(actor, merge.uid)
        undoing.append((time.perf_counter() - began) * 1000)
    table.add("merge of a pair, p95", quantile(merging, 0.95), "ms", limit=300)
    table.add("undo of a merge, p95", quantile(undoing, 0.95), "ms", limit=300)


def neighbours(rows: int, table: Table, planted: set[tuple[int, int]]) -> None:
    """Beside it: sort by name, compare each record with the ten behind it."""
    from parure.people.duplicates.finding import judge
    from parure.people.models import Customer

    began = time.perf_counter()
    ids = list(Customer.objects.order_by("pinyin", "pk").values_list("pk", flat=True)[: min(rows, 20_000)])
    pairs = [
        (min(one, two), max(one, two))
        for number, one in enumerate(ids)
        for two in ids[number + 1 : number + 11]
    ]
    for start in range(0, len(pairs), 1000):
        judge(pairs[start : start + 1000], lambda _pk, _reading: 1e-5)
    seconds = (time.perf_counter() - began) * max(rows / len(ids), 1)
    table.add("naive: neighbours in the order of names, reckoned for all", seconds, "s")
