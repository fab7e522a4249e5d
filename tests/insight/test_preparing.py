"""Dashboards are reckoned after a refresh: the first look of whoever looked lately asks the engine nothing."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import buying, shop
from parure.access.models import SignIn
from parure.access.queries import actors_by_last_look
from parure.core import jobs
from parure.core.models import Job
from parure.insight import preparing
from parure.insight.copy.lake import read_manifest
from parure.insight.copy.plan import folder
from parure.insight.operations import refresh
from parure.insight.reports.given import Given, given_answers
from parure.insight.reports.process import RECKONER

HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]


def carry_out():
    job = Job.objects.get(task=preparing.TASK, status=Job.Status.WAITING)
    jobs.run_now([job.pk])
    job.refresh_from_db()
    assert job.status == Job.Status.DONE


def test_a_prepared_board_asks_the_engine_nothing(client_for, stores, roles, monkeypatch):
    client = client_for("owner")
    customer = shop.customer("常来", home_store=stores.lake)
    buying.bought(customer, 1, timezone.now(), total_minor=123_400, paid_minor=123_400, store=stores.lake)
    refresh()
    carry_out()
    monkeypatch.setattr(RECKONER, "ask", None)
    for view in ("owner", "manager", "marketing"):
        shown = client.get(f"{reverse('dashboard-figures')}?view={view}", headers=HTMX)
        assert shown.status_code == 200
        assert "pr-fig" in shown.content.decode()
    assert "1,234" in client.get(f"{reverse('dashboard-figures')}?view=owner", headers=HTMX).content.decode()


def test_new_figures_are_prepared_anew(client_for, stores, roles):
    client_for("owner")
    refresh()
    carry_out()
    first = given_answers(read_manifest(folder())).place
    customer = shop.customer("新客", home_store=stores.lake)
    buying.bought(customer, 1, timezone.now(), total_minor=100, paid_minor=100, store=stores.lake)
    refresh()
    carry_out()
    second = given_answers(read_manifest(folder())).place
    assert first != second
    assert len([*second.glob("*.json")]) >= len([*first.glob("*.json")]) > 0


def test_without_a_copy_nothing_is_prepared(client_for, roles):
    client_for("owner")
    preparing.prepare_soon()
    carry_out()
    assert not (folder() / "answers").exists()


def test_who_looked_last_comes_first(roles, stores):
    people = [shop.hire("advisor", stores.lake) for _ in range(3)]
    gone = shop.hire("advisor", stores.lake)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    now = timezone.now()
    for number, (staff, ago) in enumerate(((people[2], 5), (people[0], 1), (gone, 0))):
        SignIn.objects.create(
            session_key=f"k{number}",
            session_data="",
            expire_date=now + timedelta(days=1),
            staff=staff,
            seen_at=now - timedelta(hours=ago),
        )
    found = [each.staff_id for each in actors_by_last_look(10)]
    assert [each for each in found if each in {one.pk for one in people}] == [
        people[0].pk,
        people[2].pk,
        people[1].pk,
    ]
    assert gone.pk not in found


def test_answers_are_of_the_very_question(tmp_path):
    given = Given(tmp_path / "answers" / "1")
    given.keep('{"reach": 1}', {"rows": [[1]]})
    assert given.known(['{"reach": 1}', '{"reach": 2}']) == {'{"reach": 1}': {"rows": [[1]]}}
    [file] = given.place.iterdir()
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"asked": "another that falls on the same name"}))
    assert given.known(['{"reach": 1}']) == {}
    file.write_text("{half")
    assert given.known(['{"reach": 1}']) == {}
