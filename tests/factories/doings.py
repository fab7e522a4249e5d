"""What a shop and its customers do and say, at random: talks, visits and tasks close to each other, feedback."""

import random
from datetime import UTC, datetime, timedelta

from factories import shop
from factories.buying import UNTIL, random_story
from parure.engagement.models import Task
from parure.people.models import Customer, Feedback, Interaction
from parure.sales.models import Visit

ORIGINS = ({"source_key": "visit:{}"}, {"source_key": "interaction:{}"}, {"source_key": "form:{}"}, {})


def random_doings(seed):
    """A random story with words of where customers come from, tasks, and talks and visits close to each other."""
    random_story(seed)
    dice = random.Random(f"doings {seed}")
    staff = shop.hire("advisor", None)
    for number, each in enumerate(Customer.objects.order_by("pk")):
        each.source_channel = dice.choice(("小红书", "", "自然进店"))
        each.campaign = dice.choice(("七夕 2027", "", "It's 20250810"))
        each.registered_on = UNTIL - timedelta(days=dice.randrange(900))
        each.save()
        at = datetime(2028, 2, 27, 9, tzinfo=UTC) - timedelta(days=dice.randrange(500))
        for turn in range(dice.randrange(5)):
            at -= timedelta(days=dice.choice((0, 1, 7, 8, 30, 31)), minutes=dice.choice((0, 90)))
            given = {"customer": each, "at": at}
            Visit.objects.create(**given)
            Interaction.objects.create(**given, channel="wechat", direction=dice.choice(("in", "out")))
            Interaction.objects.create(customer=each, at=at - timedelta(days=7), channel="in_person")
            status = dice.choice(("open", "done", "done", "cancelled"))
            origin = {name: key.format(f"{number}-{turn}") for name, key in dice.choice(ORIGINS).items()}
            Task.objects.create(
                customer=dice.choice((each, each, None)),
                title="做",
                kind=dice.choice(("call", "message", "prepare")),
                creator=dice.choice((staff, None)),
                due_at=at - timedelta(hours=dice.choice((0, 5, 30))),
                first_due_at=at,
                has_time=dice.random() < 0.5,
                status=status,
                done_at=at - timedelta(hours=dice.choice((0, 5, 20, 40))) if status == "done" else None,
                postponed=dice.choice((0, 2)),
                **origin,
            )


def random_feedback(seed):
    """Feedback of the shop's customers, some of it taken back, some of it after the last day that is asked about."""
    dice = random.Random(f"heard {seed}")
    for customer in Customer.objects.order_by("pk"):
        for _number in range(dice.randrange(6)):
            kind = dice.choice(("satisfaction", "suggestion", "complaint", "praise"))
            wants = kind in ("suggestion", "complaint")
            Feedback.objects.create(
                customer=customer,
                kind=kind,
                score=dice.choice((None, 1, 2, 3, 4, 5)),
                recommend=dice.choice((None, *range(11))),
                status=dice.choice(("open", "settled")) if wants else "",
                at=datetime(2028, 3, 1, 17, tzinfo=UTC) - timedelta(minutes=dice.randrange(90 * 1440)),
                is_removed=dice.random() < 0.15,
            )
