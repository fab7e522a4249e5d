"""Facts about customers."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class CustomerRegistered(Fact):
    name: ClassVar[str] = "people.customer_registered"
    customer_id: int
    store_id: int | None
    source_channel: str


@fact
@dataclass(frozen=True)
class CustomerChanged(Fact):
    name: ClassVar[str] = "people.customer_changed"
    customer_id: int
    fields: list[str]


@fact
@dataclass(frozen=True)
class CustomersChanged(Fact):
    """One fact for a batch of a bulk change."""

    name: ClassVar[str] = "people.customers_changed"
    customer_ids: list[int]
    fields: list[str]


@fact
@dataclass(frozen=True)
class CustomersHandedOver(Fact):
    """Advisors were given customers, and what goes along with them; counts by the advisor's key, negative where a
    handover is taken back. `key` names the handover, of which there may be several facts; `customer_id` is the only
    one, where it was one.
    """

    name: ClassVar[str] = "people.customers_handed_over"
    key: str
    customers: dict[str, int]
    tasks: dict[str, int]
    by_id: int | None
    by: str
    customer_id: int | None = None


@fact
@dataclass(frozen=True)
class CustomerStageMoved(Fact):
    name: ClassVar[str] = "people.customer_stage_moved"
    customer_id: int
    before: str
    after: str


@fact
@dataclass(frozen=True)
class InteractionRecorded(Fact):
    name: ClassVar[str] = "people.interaction_recorded"
    customer_id: int
    interaction_id: int
    next_step: str
    next_due: str  # ISO date or ""


@fact
@dataclass(frozen=True)
class ConsentSaid(Fact):
    """A customer agreed to a purpose, refused it or took it back."""

    name: ClassVar[str] = "people.consent_said"
    customer_id: int
    purpose: str
    given: bool


@fact
@dataclass(frozen=True)
class JoinRequested(Fact):
    """Somebody sent the form of a join link."""

    name: ClassVar[str] = "people.join_requested"
    request_id: int


@fact
@dataclass(frozen=True)
class JoinSettled(Fact):
    """The form made a customer, or (None) waits for somebody to look at it."""

    name: ClassVar[str] = "people.join_settled"
    request_id: int
    customer_id: int | None
    store_id: int
    advisor_id: int | None


@fact
@dataclass(frozen=True)
class WishNoted(Fact):
    name: ClassVar[str] = "people.wish_noted"
    customer_id: int
    wish_id: int


@fact
@dataclass(frozen=True)
class WishSettled(Fact):
    """A wish came true, was given up, or is open again."""

    name: ClassVar[str] = "people.wish_settled"
    customer_id: int
    wish_id: int
    state: str


@fact
@dataclass(frozen=True)
class FeedbackRecorded(Fact):
    """`kind` is a code, `score` the stars of 5, `recommend` 0 to 10; None where it wasn't said."""

    name: ClassVar[str] = "people.feedback_recorded"
    customer_id: int
    feedback_id: int
    kind: str
    score: int | None
    recommend: int | None


@fact
@dataclass(frozen=True)
class FeedbackAmended(Fact):
    """What is said of it was put right; the values are those that hold now."""

    name: ClassVar[str] = "people.feedback_amended"
    customer_id: int
    feedback_id: int
    kind: str
    score: int | None
    recommend: int | None


@fact
@dataclass(frozen=True)
class FeedbackSettled(Fact):
    """Something was done about it, or (`status` "open") it is open again."""

    name: ClassVar[str] = "people.feedback_settled"
    customer_id: int
    feedback_id: int
    status: str


@fact
@dataclass(frozen=True)
class FeedbackRemoved(Fact):
    """It was taken back, or (`is_back`) that was undone."""

    name: ClassVar[str] = "people.feedback_removed"
    customer_id: int
    feedback_id: int
    is_back: bool


@fact
@dataclass(frozen=True)
class CustomersMerged(Fact):
    """All that hung on `other_id` hangs on `survivor_id` now."""

    name: ClassVar[str] = "people.customers_merged"
    merge_id: int
    survivor_id: int
    other_id: int


@fact
@dataclass(frozen=True)
class MergeUndone(Fact):
    """Two records are two again."""

    name: ClassVar[str] = "people.merge_undone"
    merge_id: int
    survivor_id: int
    other_id: int


@fact
@dataclass(frozen=True)
class CustomersImported(Fact):
    """One fact for a batch; the ids made are `first_id` to `last_id`."""

    name: ClassVar[str] = "people.customers_imported"
    run: str
    first_id: int
    last_id: int


@fact
@dataclass(frozen=True)
class SegmentChanged(Fact):
    """Customers entered or left a segment: one fact for all of a run. Who they are is read with the run
    (`people.segments.moved`). `is_first`: the segment was looked through for the first time.
    """

    name: ClassVar[str] = "people.segment_changed"
    segment_id: int
    run_id: int
    entered: int
    left: int
    is_first: bool
