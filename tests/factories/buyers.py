"""Buyers as the models of purchases and values suppose them, simulated step by step from their story."""

from datetime import UTC, datetime, timedelta

import numpy as np

from parure.people.models import Customer
from parure.sales.models import Order


def paces(dice, count, r, alpha, a, b):
    """Of each buyer: purchases a week, and the probability to leave after one."""
    return dice.gamma(r, 1 / alpha, count), dice.beta(a, b, count)


def purchases(dice, pace, leaving, age):
    """Times of the purchases after the first, in weeks since it: (buyer, time), buyers in no order."""
    who, when = [], []
    buyers, now = np.arange(len(pace)), np.zeros(len(pace))
    while len(buyers):
        now = now + dice.exponential(size=len(buyers)) / np.maximum(pace[buyers], 1e-300)
        comes = now < age[buyers]
        buyers, now = buyers[comes], now[comes]
        who.append(buyers)
        when.append(now)
        stays = dice.random(len(buyers)) >= leaving[buyers]
        buyers, now = buyers[stays], now[stays]
    return np.concatenate(who), np.concatenate(when)


def summaries(dice, count, parameters, weeks):
    """x, t_x and age of buyers who came in the first half of `weeks`, to the day."""
    age = np.floor(dice.uniform(weeks / 2, weeks, count) * 7) / 7
    who, when = purchases(dice, *paces(dice, count, *parameters), age)
    x, t_x = np.bincount(who, minlength=count).astype(float), np.zeros(count)
    np.maximum.at(t_x, who, when)
    return x, np.floor(t_x * 7) / 7, age


def shop(dice, count, parameters, weeks, *, p=4.0, q=5.0, v=4000.0):
    """(customer, day, value) of all purchases of a shop in `weeks`, in no order; buyers come in the first half of it."""
    first = dice.integers(0, int(weeks * 7 / 2), count)
    who, when = purchases(dice, *paces(dice, count, *parameters), (weeks * 7 - first) / 7)
    customer = np.append(np.arange(count), who)
    day = np.append(first, first[who] + np.floor(when * 7)).astype(int)
    own = dice.gamma(q, 1 / v, count)
    value = dice.gamma(p, 1 / own[customer])
    order = dice.permutation(len(day))
    return customer[order] + 1000, day[order], value[order]


def write_shop(until, count=1500, seed=4, parameters=(0.6, 30.0, 0.8, 3.0), weeks=156, **values):
    """A shop of such buyers in the database, that opened `weeks` before the day `until`: {customer's key: {day: fen}}."""
    customer, day, value = shop(np.random.default_rng(seed), count, parameters, weeks)
    people = Customer.objects.bulk_create(Customer(name=f"客{n}", **values) for n in range(count))
    opened = datetime.combine(until, datetime.min.time(), UTC) - timedelta(days=weeks * 7)
    orders, story = [], {each.pk: {} for each in people}
    for number, (who, when, paid) in enumerate(
        zip(customer.tolist(), day.tolist(), value.tolist(), strict=True)
    ):
        buyer, at, minor = people[who - 1000], opened + timedelta(days=when + 1), int(paid * 100)
        orders.append(
            Order(order_no=f"B{number}", customer=buyer, ordered_at=at, total_minor=minor, status="PAID")
        )
        days = story[buyer.pk]
        days[at.date()] = days.get(at.date(), 0) + minor
    Order.objects.bulk_create(orders)
    return story
