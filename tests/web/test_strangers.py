"""A stranger's whole number tells who looks after them, on record and so many times a day."""

import pytest
from django.urls import reverse

from factories import shop
from parure.access.models import AuditEntry
from parure.people import operations, search, strangers
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
PHONE = "13900017799"


@pytest.fixture(autouse=True)
def _counted_anew():
    search._COUNTS.clear()


@pytest.fixture
def far(staff, stores):
    """Somebody's customer in another store."""
    owner = shop.acting(staff("advisor", stores.opera, name="何远"))
    return operations.register_customer(
        owner, name="欧阳佩兰", gender="F", phone=PHONE, wechat="oylan88", remark="靠窗"
    )


def look(client, text=PHONE):
    return client.post(reverse("search"), {"q": text})


def test_a_whole_number_shows_a_surname_the_store_and_the_advisor_and_no_more(client_for, far):
    words = look(client_for("advisor")).content.decode()
    assert "欧阳女士" in words
    assert "Opera store" in words
    assert "何远" in words
    for secret in ("佩兰", "139****7799", str(far.uid), "靠窗", "oylan88"):
        assert secret not in words


@pytest.mark.parametrize("typed", ["7799", "1390001", "佩兰", "欧阳", "oyp"])
def test_anything_less_than_a_whole_number_shows_nobody(typed, client_for, far):
    assert look(client_for("advisor"), typed).context["groups"] == []


def test_ones_own_customers_are_no_strangers(client_for, actors, far):
    near = operations.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE, shares_phone=True)
    answer = look(client_for("advisor"))
    assert reverse("customer", args=[near.uid]) in answer.content.decode()
    assert [len(group.hits) for group in answer.context["groups"]] == [1, 1]
    assert len(look(client_for("owner")).context["groups"]) == 1


def test_each_look_is_on_record_with_whom_it_was_about(client_for, actors, far):
    look(client_for("advisor"))
    entry = AuditEntry.objects.get(action="search_phone", record_id=far.pk)
    assert (entry.staff, entry.detail) == (actors.people["advisor"], {"out_of_reach": 1})
    assert PHONE not in str(list(AuditEntry.objects.values()))


def test_after_so_many_a_day_one_is_refused_whether_or_not_there_is_somebody(client_for, monkeypatch, far):
    monkeypatch.setattr(strangers, "A_DAY", 2)
    client = client_for("advisor")
    for _twice in range(2):
        assert "欧阳女士" in look(client).content.decode()
    known, unknown = look(client), look(client, "13700000001")
    assert "欧阳" not in known.content.decode()
    for answer in (known, unknown):
        assert "今天" in answer.content.decode()
    assert AuditEntry.objects.filter(record_id=far.pk, action="search_phone").count() == 2
    assert "欧阳女士" in look(client_for("manager")).content.decode()


def test_an_archived_customer_is_nobody(client_for, actors, far):
    operations.archive_customer(actors["admin"], far.uid)
    assert look(client_for("advisor")).context["groups"] == []


def test_who_may_not_see_contacts_finds_nobody_by_them(client_for, far):
    for role in ("workshop", "analyst"):
        assert "何远" not in look(client_for(role)).content.decode()


@pytest.mark.parametrize(
    ("name", "gender", "said"),
    [
        ("沈佩兰", "F", "沈女士"),
        ("沈佩兰", "M", "沈先生"),
        ("沈佩兰", "", "沈**"),
        ("欧阳锋", "M", "欧阳先生"),
        ("欧阳", "M", "欧先生"),
        ("兰", "F", "**"),
        ("Anna Lee", "F", "A**"),
    ],
)
def test_no_more_of_a_name_than_the_surname(name, gender, said):
    assert strangers.salutation(Customer(name=name, gender=gender)) == said
