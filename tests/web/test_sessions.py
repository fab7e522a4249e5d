"""Being signed in: whose it is, where it began, how it ends."""

import pytest
from django.test import Client

from parure.access.models import SignIn

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
PASSWORD = "Ring-Shop-77x"


@pytest.fixture
def lin(staff):
    person = staff("advisor")
    person.set_password(PASSWORD)
    person.save()
    return person


def enter(person, **headers) -> Client:
    client = Client(headers=headers)
    answer = client.post("/signin/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_sign_in_knows_whose_it_is_and_where_it_began(lin):
    client = enter(lin, user_agent=CHROME)
    row = SignIn.objects.get()
    assert (row.staff, row.device, row.address) == (lin, "Edge, Windows", "127.0.0.1")
    began, uid = row.began_at, row.uid
    session = client.session
    session["notice"] = "x"
    session.save()
    row.refresh_from_db()
    assert (row.staff, row.device, row.began_at, row.uid) == (lin, "Edge, Windows", began, uid)


def test_a_page_asks_once_for_the_session_and_its_person(lin, django_assert_num_queries):
    client = enter(lin)
    client.get("/tasks/")
    with django_assert_num_queries(2):
        assert client.get("/tasks/").status_code == 200


def test_an_ended_sign_in_is_out_at_once_and_a_leaver_too(lin):
    first, second = enter(lin), enter(lin)
    SignIn.objects.order_by("began_at").first().delete()
    assert first.get("/").status_code == 302
    assert second.get("/").status_code == 200
    lin.is_active = False
    lin.save()
    assert second.get("/").status_code == 302


def test_a_new_password_ends_every_sign_in(lin):
    client = enter(lin)
    lin.set_password("Another-Ring-88y")
    lin.save()
    assert client.get("/").status_code == 302
    assert not SignIn.objects.filter(staff=lin).exists()
