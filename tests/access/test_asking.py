"""What may not be seen can't be counted, at any door that takes a condition."""

import pytest
from django.core.exceptions import ValidationError

from factories import shop
from parure.access.asking import countable
from parure.access.extents import about_how_many
from parure.access.listing import list_page
from parure.access.models import Staff
from parure.access.streams import Stream
from parure.access.totals import sum_of
from parure.automation.bulk.engine import seen_by
from parure.automation.bulk.operations import prepare_run
from parure.core.conditions import BadCondition
from parure.customize.operations import save_view
from parure.integrations.taking.operations import ask_export

pytestmark = pytest.mark.django_db
KIND = "people.customer"
COUNTING = {"not": {"did": "was_contacted", "times": 1}}
GRANTS = {"view": "all", "add": "all", "change": "all", "export": "all", "fields": {"*": "write"}}
DOORS = {
    "list": lambda actor: list_page(actor, KIND, condition=COUNTING),
    "count": lambda actor: about_how_many(actor, KIND, COUNTING),
    "sum": lambda actor: sum_of(actor, KIND, "total_spent", condition=COUNTING),
    "stream": lambda actor: list(Stream(actor, KIND, ["name"], COUNTING).rows()),
    "bulk rows": lambda actor: list(seen_by(actor, KIND, COUNTING, None)),
    "bulk": lambda actor: prepare_run(
        actor, KIND, "set", {"field": "remark", "value": "x"}, condition=COUNTING
    ),
    "export": lambda actor: ask_export(
        actor, KIND, columns=["name"], form="csv", condition=COUNTING, reason="year end"
    ),
    "view": lambda actor: save_view(actor, KIND, name="x", condition=COUNTING, columns=[], sort=""),
}


def asker(actors, *, sees_talks: bool):
    own = {"view": "all", "add": "all", "fields": {"*": "write"}}
    talks = {"people.interaction": {"view": "all", "fields": {"*": "read"}}} if sees_talks else {}
    beside = {"automation.bulk_run": own, "integrations.export_run": own, "customize.saved_view": own}
    return shop.actor_with(
        {KIND: GRANTS, **beside, **talks}, staff=Staff.objects.get(pk=actors["manager"].staff_id)
    )


@pytest.mark.parametrize("door", DOORS)
def test_counting_takes_the_right_to_see_what_is_counted(actors, door):
    shop.customer()
    blind = asker(actors, sees_talks=False)
    assert "was_contacted" not in countable(blind, KIND)
    with pytest.raises((BadCondition, ValidationError)):
        DOORS[door](blind)
    DOORS[door](asker(actors, sees_talks=True))
