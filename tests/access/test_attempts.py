"""Wrong passwords are slowed down, and nobody is locked out by a stranger."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from factories import shop
from parure.access import attempts
from parure.access.models import Attempts, AuditEntry, SignIn
from parure.access.operations.sign_ins import sweep_sign_ins
from parure.core import jobs

pytestmark = pytest.mark.django_db
SHOP, ELSEWHERE = "10.0.0.8", "203.0.113.9"


@pytest.fixture
def lin(staff):
    return staff("advisor", username="lin", password=shop.PASSWORD)


def browser(address: str = SHOP) -> Client:
    return Client(REMOTE_ADDR=address)


def knock(client: Client, password: str = "wrong", username: str = "lin"):
    return client.post("/signin/", {"username": username, "password": password})


@pytest.fixture
def fast(monkeypatch):
    """Whether a password fits, without the third of a second that a hash takes."""
    monkeypatch.setattr(
        "django.contrib.auth.backends.ModelBackend.authenticate",
        lambda _self, _request, username=None, password=None, **_: shop.Staff.objects.filter(
            username=username if password == shop.PASSWORD else ""
        ).first(),
    )


def lock(client: Client, **given) -> None:
    for _try in range(attempts.FREE["name"]):
        knock(client, **given)


def test_after_a_few_wrong_tries_one_waits_and_is_told_how_long(lin, fast):
    client = browser()
    answers = [knock(client).status_code for _try in range(attempts.FREE["name"])]
    assert answers == [422] * (attempts.FREE["name"] - 1) + [429]
    answer = knock(client, shop.PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "秒" in answer.content.decode()
    assert not SignIn.objects.exists()


def test_when_the_wait_is_over_the_right_password_opens(lin, fast):
    client = browser()
    lock(client)
    Attempts.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert knock(client, shop.PASSWORD).status_code == 302
    assert not Attempts.objects.filter(locked_until__isnull=False).exists()


def test_a_stranger_elsewhere_does_not_lock_out_the_colleague(lin, fast):
    lock(browser(ELSEWHERE))
    assert knock(browser(ELSEWHERE), shop.PASSWORD).status_code == 429
    assert knock(browser(SHOP), shop.PASSWORD).status_code == 302


def test_a_stranger_in_the_same_shop_does_not_lock_out_a_browser_that_is_known(lin, fast):
    own = browser()
    assert knock(own, shop.PASSWORD).status_code == 302
    own.post("/signout/")
    lock(browser())
    for number in range(attempts.FREE["address"]):
        knock(browser(), username=f"guess{number}")
    assert knock(browser(), shop.PASSWORD).status_code == 429
    assert knock(own, shop.PASSWORD).status_code == 302


def test_a_known_browser_is_slowed_down_by_itself_and_others_are_not(lin, fast):
    own = browser()
    knock(own, shop.PASSWORD)
    own.post("/signout/")
    lock(own)
    assert knock(own, shop.PASSWORD).status_code == 429
    assert knock(browser(), shop.PASSWORD).status_code == 302


def test_a_forged_or_borrowed_device_counts_as_a_stranger(lin, fast, staff):
    other = staff("advisor", username="mei")
    client = browser()
    client.cookies[attempts.DEVICE_COOKIE] = attempts.Device("d", (str(other.uid),)).sealed()
    lock(client)
    assert knock(browser(), shop.PASSWORD).status_code == 429  # counted by the name and the address
    client.cookies[attempts.DEVICE_COOKIE] = "forged"
    assert knock(client, shop.PASSWORD).status_code == 429


def test_guessing_many_names_from_one_address_is_slowed_down_too(lin, fast):
    for number in range(attempts.FREE["address"]):
        knock(browser(), username=f"guess{number}")
    assert knock(browser(), shop.PASSWORD).status_code == 429


def test_an_unknown_name_is_answered_like_a_known_one(lin, fast):
    def answers(name):
        client = browser(ELSEWHERE)
        return [
            (answer.status_code, answer.content.decode().replace(name, ""))
            for answer in (knock(client, username=name) for _try in range(attempts.FREE["name"] + 1))
        ]

    def shape(found):
        return [(status, "csrf" in text) for status, text in found]

    assert shape(answers("lin")) == shape(answers("nobody"))


def test_a_lock_is_on_record_once_and_the_password_never(lin, fast):
    client = browser(ELSEWHERE)
    lock(client, password="S3cret-guess")
    for _more in range(3):
        knock(client, "S3cret-guess")
    found = AuditEntry.objects.filter(action="sign_in_locked")
    assert [(each.actor_label, each.address) for each in found] == [("lin", ELSEWHERE)]
    assert "S3cret" not in str(list(AuditEntry.objects.values())) + str(list(Attempts.objects.values()))


@given(st.integers(0, 500), st.sampled_from(["name", "device", "address"]))
def test_the_wait_grows_and_ends_somewhere(failures, kind):
    wait, next_wait = attempts.wait_after(kind, failures), attempts.wait_after(kind, failures + 1)
    assert timedelta(0) <= wait <= next_wait <= attempts.LONGEST_WAIT
    assert bool(wait) is (failures >= attempts.FREE[kind])


def test_all_addresses_of_one_network_count_together():
    near, far = (
        attempts.sides("a", address, known=False, device="") for address in ("2001:db8::1", "2001:db8:0:1::1")
    )
    assert attempts.sides("A ", "2001:db8::2", known=False, device="") == near
    assert {each.key for each in near}.isdisjoint(each.key for each in far)


def test_the_daily_sweep_takes_what_has_run_out_and_nothing_else(lin):
    now = timezone.now()
    for key, hours in (("gone", -1), ("open", 1)):
        SignIn.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(hours=hours), staff=lin
        )
    attempts.begin(attempts.sides("old", SHOP, known=False, device=""), now - timedelta(days=2))
    attempts.begin(attempts.sides("new", ELSEWHERE, known=False, device=""), now)
    jobs.enqueue("access.sweep_sign_ins")
    jobs.run_all()
    assert [each.pk for each in SignIn.objects.all()] == ["open"]
    assert Attempts.objects.count() == 2
    assert sweep_sign_ins() == 0
