"""The pages of duplicates: list, side by side, merging, undo; the notice on the customer's page."""

import json

import pytest
from django.urls import reverse

from parure.core import jobs
from parure.people import operations as people
from parure.people.models import Customer, DuplicatePair, DuplicateRun, Merge, PairStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(actors):
    manager = actors["manager"]
    one = people.register_customer(manager, name="沈佩兰", phone="13800006021", remark="喜欢翡翠")
    two = people.register_customer(
        manager, name="沈女士", phone="13800006021", shares_phone=True, occupation="医生", remark="怕过敏"
    )
    people.search_here()
    return one, two


@pytest.fixture
def client(client_for):
    return client_for("manager")


def pair():
    return DuplicatePair.objects.get()


def test_the_list_tells_both_and_why(client, twins):
    text = client.get(reverse("duplicates")).content.decode()
    assert "沈佩兰" in text
    assert "沈女士" in text
    assert "手机号相同" in text
    assert "13800006021" not in text


def test_the_list_costs_the_same_for_one_pair_and_for_three(client, twins, actors, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        client.get(reverse("duplicates"))
    for number in range(2):
        for _ in range(2):
            people.register_customer(
                actors["manager"], name="单依", phone=f"1390000602{number}", shares_phone=True
            )
    people.search_here()
    with django_assert_num_queries(QUERIES):
        client.get(reverse("duplicates"))


QUERIES = 9


def test_side_by_side_chosen_and_merged_and_undone(client, twins):
    one, two = twins
    answer = client.get(reverse("duplicate", args=[pair().uid]))
    assert answer.status_code == 302
    where = answer["Location"]
    assert where == reverse("customer-merge", args=[one.uid, two.uid])
    text = client.get(where).content.decode()
    assert "医生" in text
    assert "喜欢翡翠" in text
    assert "13800006021" not in text
    answer = client.post(
        where, {"choose_name": "survivor", "choose_remark": "both", "choose_occupation": "other"}
    )
    assert answer["Location"] == reverse("customer", args=[one.uid])
    one.refresh_from_db()
    assert (one.name, one.occupation, one.remark) == ("沈佩兰", "医生", "喜欢翡翠\n怕过敏")
    assert client.get(reverse("customer", args=[two.uid]))["Location"] == reverse("customer", args=[one.uid])
    assert "沈佩兰" in client.get(reverse("merges")).content.decode()
    client.post(reverse("merge-undo", args=[Merge.objects.get().uid]))
    assert client.get(reverse("customer", args=[two.uid])).status_code == 200
    one.refresh_from_db()
    assert one.occupation == ""


def test_the_second_who_merges_is_told(client, twins):
    one, two = twins
    where = reverse("customer-merge", args=[one.uid, two.uid])
    client.post(where)
    answer = client.post(where)
    assert answer["Location"] == reverse("duplicates")
    assert "已被合并" in client.get(answer["Location"]).content.decode()


def test_a_choice_that_cant_be_is_refused_in_words(client, twins):
    answer = client.post(
        reverse("customer-merge", args=[each.uid for each in twins]), {"choose_name": "both"}
    )
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_told_apart_with_an_undo(client, twins):
    answer = client.post(reverse("duplicate-different", args=[pair().uid]), headers={"HX-Request": "true"})
    assert pair().status == PairStatus.DIFFERENT
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    client.post(undo, headers={"HX-Request": "true"})
    assert pair().status == PairStatus.OPEN
    assert client.post(reverse("duplicate-later", args=[pair().uid]), {"go": "1"}).status_code == 302
    assert pair().status == PairStatus.LATER
    assert "沈女士" in client.get(reverse("duplicates") + "?status=later").content.decode()


def test_the_notice_is_for_who_may_merge(client_for, twins):
    one, two = twins
    where = reverse("customer-merge", args=[one.uid, two.uid])
    assert where in client_for("manager").get(reverse("customer", args=[one.uid])).content.decode()
    assert where not in client_for("advisor").get(reverse("customer", args=[one.uid])).content.decode()
    for name in ("duplicates", "merges", "duplicates-merge"):
        assert client_for("advisor").get(reverse(name)).status_code == 403


def test_the_other_record_is_found_from_the_customers_page(client, twins):
    one, two = twins
    where = reverse("customer-merge-with", args=[one.uid])
    found = client.post(where, {"q": "沈女士"}, headers={"HX-Request": "true"}).content.decode()
    assert str(two.uid) in found
    assert str(one.uid) not in found
    answer = client.post(where, {"other": str(two.uid)}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("customer-merge", args=[one.uid, two.uid])


def test_pairs_of_another_store_are_not_shown(client, twins, stores):
    Customer.objects.filter(pk=twins[1].pk).update(home_store=stores.opera, owner=None)
    assert "沈女士" not in client.get(reverse("duplicates")).content.decode()
    assert client.get(reverse("duplicate", args=[pair().uid])).status_code == 404


def test_certain_ones_are_previewed_and_merged(client, twins):
    DuplicatePair.objects.update(score=995)
    text = client.get(reverse("duplicates-merge") + "?threshold=990").content.decode()
    assert "合并 1 对" in text
    client.post(reverse("duplicates-merge"), {"threshold": "990", "go": "1"})
    assert "正在批量合并" in client.get(reverse("duplicates")).content.decode()
    jobs.run_all()
    assert DuplicateRun.objects.get(kind="merge").found == 1
    assert client.get(reverse("duplicates-progress"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
