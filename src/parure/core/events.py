"""Facts and who listens to them.

An area declares a fact as a frozen dataclass and emits it inside the transaction that makes it true. `emit`
writes the event and one job for each handler; if the change is rolled back, so is the fact. Handlers marked
`inline` are tried at once after the commit, so that the next page already shows their effect; whatever fails
or is cut off stays for a worker.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

from django.db import transaction

from parure.core import jobs
from parure.core.models import Event, Job

__all__ = ["Event", "Fact", "emit", "fact", "handles", "handles_every_event"]

FactType = TypeVar("FactType", bound="type[Fact]")


@dataclass(frozen=True)
class Fact:
    """Something that happened. Subclasses hold ids and plain values only, and give `name`, e.g. `sales.order_paid`."""

    name: ClassVar[str] = ""


@dataclass(frozen=True)
class Handler:
    """One reaction to one kind of fact."""

    key: str
    function: Callable[..., None]
    inline: bool
    when: Callable[[], bool] | None = None


FACTS: dict[str, type[Fact]] = {}
HANDLERS: dict[str, list[Handler]] = {}
EVERY_EVENT: list[Handler] = []


class NotInTransaction(RuntimeError):
    """A fact was emitted outside the transaction of the change it tells."""


def fact(kind: FactType) -> FactType:
    """Class decorator: a frozen dataclass becomes a fact that handlers and rules can name."""
    FACTS[kind.name] = kind
    return kind


def handles(
    *kinds: type[Fact], inline: bool = True, when: Callable[[], bool] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: call the function with the fact, at least once, with effect once.

    The call runs in one transaction with the completion of its delivery. A handler that leaves the database
    (mail, web) sets `inline=False` and must bring its own key against doing it twice. `when` says whether there is
    anything to react to at all: asked as the fact is emitted, it must cost nothing.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        key = f"{function.__module__}.{function.__qualname__}"
        for kind in kinds:
            HANDLERS.setdefault(kind.name, []).append(Handler(key, function, inline, when))
        _register_delivery(key, lambda event: function(read_fact(event)))
        return function

    return register


def handles_every_event(function: Callable[[Event], None]) -> Callable[[Event], None]:
    """Decorator for automation: call the function with every event there is."""
    key = f"{function.__module__}.{function.__qualname__}"
    EVERY_EVENT.append(Handler(key, function, inline=True))
    _register_delivery(key, function)
    return function


def _register_delivery(key: str, call: Callable[[Event], None]) -> None:
    if f"event:{key}" not in jobs.TASKS:
        jobs.TASKS[f"event:{key}"] = jobs.Task(
            f"event:{key}", lambda event_id: call(Event.objects.get(pk=event_id)), atomic=True
        )


def read_fact(event: Event) -> Fact:
    """The fact as it was emitted."""
    return FACTS[event.name](**event.payload)


def emit(happened: Fact, *, actor: Any) -> Event:
    """Write the fact and its deliveries in the running transaction; runs inline handlers once it has committed.

    `actor` is whoever caused it (`staff_id` and `label` are kept). Raises `NotInTransaction` outside one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(happened.name)
    event = Event.objects.create(
        name=happened.name, payload=asdict(happened), actor_id=actor.staff_id, actor_label=actor.label
    )
    concerned = [each for each in HANDLERS.get(happened.name, []) if each.when is None or each.when()]
    listeners = concerned + EVERY_EVENT
    deliveries = Job.objects.bulk_create(
        Job(
            task=f"event:{handler.key}",
            payload={"event_id": event.pk},
            event=event,
            unique_key=f"event:{event.pk}:{handler.key}",
        )
        for handler in listeners
    )
    inline = [job.pk for job, handler in zip(deliveries, listeners, strict=True) if handler.inline]
    if inline:
        transaction.on_commit(lambda: jobs.run_now(inline), robust=True)
    return event
