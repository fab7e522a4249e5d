"""When something is broken: pages in words, nothing half written, no values in page or log."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from factories import shop
from parure.access.models import AuditEntry
from parure.core.models import Event
from parure.people.models import ContactPoint, Customer, ImportantDate
from parure.web.people import register

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "zanaryfaultword"
FORM = {"name": "沈佩兰", "phone": "13900017755", "birthday": "8-15", "remark": SECRET}
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def advisor(client_for: Callable[..., Any]) -> Any:
    """Signed in, and answered as in a shop: an error becomes a page."""
    client = client_for("advisor", raise_request_exception=False)
    client.get("/")
    return client


def written() -> list[int]:
    return [each.objects.count() for each in (Customer, ContactPoint, ImportantDate, AuditEntry, Event)]


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else holds the customers and doesn't let go; we wait a tenth of a second only."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        other: Any = sqlite3.connect(kept["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        patience, usual = "PRAGMA busy_timeout = 100", "PRAGMA busy_timeout = 20000"
    else:
        other = psycopg.connect(
            dbname=kept["NAME"],
            user=kept["USER"],
            password=kept["PASSWORD"],
            host=kept["HOST"],
            port=kept["PORT"],
        )
        other.execute("LOCK TABLE people_customer IN ACCESS EXCLUSIVE MODE")
        patience, usual = "SET lock_timeout = 100", "SET lock_timeout = 0"
    with connection.cursor() as cursor:
        cursor.execute(patience)
    try:
        yield
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute(usual)


@contextmanager
def gone() -> Iterator[None]:
    """The server's socket, or the file, isn't where it was."""
    key = "NAME" if connection.vendor == "sqlite" else "HOST"
    kept = connection.settings_dict[key]
    connection.close()
    connection.settings_dict[key] = "/nowhere/parure"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict[key] = kept


def says_so(answer: Any) -> None:
    assert answer.status_code == 503
    words = answer.content.decode()
    assert "数据库暂时没有回应" in words
    assert SECRET not in words
    assert FORM["phone"] not in words


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("broken", [locked, gone])
def test_a_form_is_taken_whole_or_not_at_all(broken, headers, advisor):
    before = written()
    with broken():
        says_so(advisor.post(reverse("customer-register"), FORM, headers=headers))
    assert written() == before
    assert advisor.post(reverse("customer-register"), FORM, headers=headers).status_code in (204, 302)
    assert Customer.objects.get().name == FORM["name"]
    assert ImportantDate.objects.count() == 1


@pytest.mark.parametrize("address", ["/", "/customers/", "/tasks/", "/search/?q=shen", "/signin/"])
def test_pages_say_that_the_database_is_gone(address, advisor):
    with gone():
        says_so(advisor.get(address))
    assert advisor.get(address).status_code in (200, 302)


def test_who_watches_over_the_house_is_told(advisor):
    with gone():
        assert advisor.get("/healthz").status_code in (200, 503)
        assert advisor.get("/readyz").status_code == 503
    assert advisor.get("/readyz").status_code == 200


def test_signing_in_while_nobody_can_write_leaves_no_half_session(client_for, staff):
    person = staff("advisor", password=shop.PASSWORD)
    client = client_for("manager", raise_request_exception=False)
    client.logout()
    with locked():
        if connection.vendor == "sqlite":
            answer = client.post("/signin/", {"username": person.username, "password": shop.PASSWORD})
            assert answer.status_code == 503
    assert (
        client.post("/signin/", {"username": person.username, "password": shop.PASSWORD}).status_code == 302
    )


def test_our_own_mistake_is_told_without_values(advisor, monkeypatch, caplog):
    """Neither page nor log says what was typed: an error's message may hold it."""

    def mistaken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError(f"bad value {SECRET} {FORM['phone']}")

    monkeypatch.setattr(register, "_register", mistaken)
    before = written()
    with caplog.at_level(logging.DEBUG):
        answer = advisor.post(reverse("customer-register"), FORM)
    assert answer.status_code == 500
    words = answer.content.decode()
    told = "\n".join(
        f"{each.getMessage()} {each.exc_text or ''}"
        for each in caplog.records
        if not each.name.startswith("django.db")
    )
    for secret in (SECRET, FORM["phone"], FORM["name"]):
        assert secret not in words
        assert secret not in told
    assert "RuntimeError in customer-register" in told
    assert "Traceback" not in words
    assert written() == before
