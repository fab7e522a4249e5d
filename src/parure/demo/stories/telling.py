"""How a story is told: what a customer did so and so many days ago, in calls of the product's own operations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from parure.access.actors import Actor
from parure.catalog.bulk import CertificateRow, PieceRow, StoneRow, write_pieces
from parure.catalog.certificates import normalise_number
from parure.catalog.models import Piece
from parure.core.lunar import ImpossibleDate, LunarDate, SolarDay, lunar_of
from parure.customize.operations import set_tags
from parure.demo.company import Company
from parure.demo.seasons import at
from parure.engagement.operations import create_task
from parure.loyalty.operations import bring_in_points
from parure.people import operations as people
from parure.people.models import Customer, Feedback, Preference
from parure.people.search import reindex
from parure.sales.drafts import LineDraft, OrderDraft, PaymentDraft
from parure.sales.operations import record_order, record_visit, refresh_customers


@dataclass
class Teller:
    """Who tells, and on which day."""

    company: Company
    today: date
    told: list[int] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def moment(self, days: int, clock: str) -> datetime:
        """So many days ago (before today, below zero: to come) at that hour."""
        return at(self.ago(days), clock)

    def yearly(self, ahead: int, years: int) -> SolarDay:
        """The solar day that comes round `ahead` days from now and first was `years` ago."""
        day = self.today + timedelta(days=ahead)
        try:
            return SolarDay(day.month, day.day, day.year - years)
        except ImpossibleDate:
            return SolarDay(day.month, day.day)

    def lunar(self, ahead: int, years: int) -> LunarDate:
        """The same in the lunar calendar."""
        day = lunar_of(self.today + timedelta(days=ahead))
        try:
            return LunarDate(day.month, day.day, day.leap, (day.year or self.today.year) - years)
        except ImpossibleDate:
            return LunarDate(day.month, day.day, day.leap)

    def piece(self, name: str, category: str, fineness: str, price: int, **given: Any) -> Piece:
        """A piece of the stories: price in yuan, weight in grams, `stone` = (gem, carat, colour, clarity)."""
        gem, carat, colour, clarity = given.get("stone", ("", 0, "", ""))
        stone = StoneRow(
            gem=gem, treatment="NONE", count=given.get("count", 1), weight_millicarat=round(carat * 1000) or None, colour=colour,
            clarity=clarity,
        )  # fmt: skip
        number = next(self.numbers)
        [pk] = write_pieces(
            [
                PieceRow(
                    code=f"ZS{self.ago(given.get('days', 60)):%y%m}{number:04d}",
                    name=name,
                    category=category,
                    fineness=fineness,
                    alloy_colour=given.get("alloy", ""),
                    main_gem=gem,
                    drawing=given.get("drawing", ""),
                    gross_weight_mg=round(given.get("grams", 3.0) * 1000),
                    net_weight_mg=round(given.get("grams", 3.0) * 1000) - round(carat * 200)
                    if fineness
                    else None,
                    cost_minor=price * 58,
                    label_price_minor=price * 100,
                    ring_size_label=given.get("ring", ""),
                    store_id=self.company.stores["SHJA"].pk,
                    location=given.get("place", "二号柜"),
                    received_on=self.ago(given.get("days", 60)),
                    stones=(stone,) if gem else (),
                    certificates=[
                        CertificateRow(lab=lab, number=no, number_normalised=normalise_number(lab, no).number)
                        for lab, no in given.get("papers", ())
                    ],
                )
            ]
        )
        return Piece.objects.get(pk=pk)

    def meet(
        self,
        name: str,
        days: int,
        *,
        phone: str,
        by: str = "advisor",
        tags: Sequence[str] = (),
        **values: Any,
    ) -> "Person":
        """Somebody becomes a customer."""
        actor = self.company.acting(by)
        number = f"PR-{next(self.numbers):06d}"
        customer = people.register_customer(
            actor,
            name=name,
            phone=phone,
            member_no=number,
            registered_on=self.ago(days),
            **({"marketing_consent": True} | values),
        )
        # A story of years began when it began, not when it is told.
        began = self.ago(days)
        Customer.objects.filter(pk=customer.pk).update(
            last_activity_on=began, stage_since=began, created_at=self.moment(days, "15:20")
        )
        customer.refresh_from_db()
        set_tags(actor, "people.customer", customer, tags)
        reindex([customer])
        self.told.append(customer.pk)
        return Person(self, actor, customer.uid, customer.pk)

    def finish(self) -> list[int]:
        refresh_customers(self.told, self.today)
        return self.told


@dataclass
class Person:
    """Somebody of the stories."""

    teller: Teller
    actor: Actor
    uid: UUID
    pk: int

    def has(self, kind: str, name: str = "", *, who: "Person | None" = None, note: str = "") -> UUID:
        """Family or friend; returns the relation's uid for their days and sizes."""
        other = who.uid if who else None
        return people.add_relation(self.actor, self.uid, kind=kind, name=name, other_uid=other, note=note).uid

    def keeps(
        self,
        kind: str,
        day: LunarDate | SolarDay,
        label: str = "",
        *,
        of: UUID | None = None,
        secret: bool = False,
        note: str = "",
    ) -> None:
        """A day to remember."""
        people.add_date(
            self.actor, self.uid, kind=kind, month=day.month, day=day.day, year=day.year,
            calendar="lunar" if isinstance(day, LunarDate) else "solar", leap=isinstance(day, LunarDate) and day.leap, label=label,
            relation_uid=of, is_secret=secret, note=note, today=self.teller.today,
        )  # fmt: skip

    def wears(
        self, kind: str, text: str, finger: str = "", *, of: UUID | None = None, days: int = 90
    ) -> None:
        """A measure."""
        people.set_size(
            self.actor,
            self.uid,
            kind=kind,
            text=text,
            finger=finger,
            relation_uid=of,
            measured_on=self.teller.ago(days),
        )

    def says(self, days: int, *said: tuple[str, str] | tuple[str, str, str]) -> None:
        """What was heard on a day: (aspect, value) liked, (aspect, value, "avoids") avoided."""
        for aspect, value, *stance in said:
            row = people.state_preference(
                self.actor, self.uid, aspect=aspect, value=value, stance=stance[0] if stance else "likes"
            )
            Preference.objects.filter(pk=row.pk).update(heard_on=self.teller.ago(days))

    def buys(
        self,
        days: int,
        clock: str,
        *pieces: Piece,
        off: int = 0,
        method: str = "CARD",
        paid: int | None = None,
        **values: Any,
    ) -> None:
        """An order; `off` is whole yuan off the first line, `paid` fen where it wasn't paid in full."""
        lines = tuple(
            LineDraft(
                piece_uid=piece.uid,
                unit_price_minor=piece.label_price_minor or 0,
                discount_minor=0 if n else off * 100,
            )
            for n, piece in enumerate(pieces)
        )
        total = sum(line.total_minor for line in lines)
        amount = total if paid is None else paid
        when = self.teller.moment(days, clock)
        draft = OrderDraft(
            order_no=f"SHJA{when:%y%m%d}-Z{next(self.teller.numbers):03d}",
            ordered_at=when,
            lines=lines,
            payments=(PaymentDraft(amount_minor=amount, method=method),) if amount else (),
            customer_uid=self.uid,
            **values,
        )
        record_order(self.actor, draft)

    def visits(
        self, days: int, clock: str, minutes: int, *tried: Piece, seen: Sequence[Piece] = (), **values: Any
    ) -> None:
        """A visit with the pieces tried on, and those only seen."""
        pieces = [(piece.uid, True) for piece in tried] + [(piece.uid, False) for piece in seen]
        record_visit(
            self.actor, self.uid, at=self.teller.moment(days, clock), minutes=minutes, pieces=pieces, **values
        )

    def writes(
        self,
        days: int,
        clock: str,
        content: str,
        outcome: str = "",
        *,
        channel: str = "wechat",
        ours: bool = False,
        step: str = "",
    ) -> None:
        """A message or call, theirs unless `ours`."""
        people.record_interaction(
            self.actor, self.uid, channel=channel, content=content, outcome=outcome, next_step=step, direction="out" if ours else "in",
            at=self.teller.moment(days, clock),
        )  # fmt: skip

    def rates(
        self, days: int, clock: str, kind: str, words: str, *, done: str = "", after: int = 2, **said: Any
    ) -> None:
        """What they thought of the shop, with `score` and `recommend`; `done` about it so many days `after`."""
        at = self.teller.moment(days, clock)
        made = people.record_feedback(self.actor, self.uid, kind=kind, words=words, at=at, **said)
        if done:
            people.settle_feedback(self.actor, made.uid, done=done)
            Feedback.objects.filter(pk=made.pk).update(settled_at=self.teller.moment(days - after, clock))

    def awaits(
        self,
        ahead: int,
        title: str,
        *,
        clock: str = "",
        kind: str = "promise",
        worth: int | None = None,
        words: str = "",
        note: str = "",
    ) -> None:
        """A task about them, `ahead` days from today; `worth` in yuan."""
        due = self.teller.moment(-ahead, clock) if clock else self.teller.today + timedelta(days=ahead)
        create_task(
            self.actor, title=title, due=due, customer_uid=self.uid, kind=kind, worth_minor=worth * 100 if worth else None, words=words,
            note=note, priority=2 if kind == "promise" else 0,
        )  # fmt: skip

    def brings(self, points: int, days: int) -> None:
        """Points from before."""
        bring_in_points(
            self.actor, str(self.uid), points, on=self.teller.ago(days), source_key=f"demo:story:{self.pk}"
        )
