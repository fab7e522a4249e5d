"""Consents that a file brings: rows of the ledger with the file as their proof, taken back with the import."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import imports
from parure.people import operations as people
from parure.people.choices import Purpose
from parure.people.consents.standing import MARKETING, standing
from parure.people.models import Consent, Customer

pytestmark = pytest.mark.django_db
HEAD = "会员卡号,姓名,手机,营销同意"


@pytest.fixture(autouse=True)
def _roles(roles):
    """The command line's role exists."""


def members(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


FILE = members("V1,沈佩兰,13800006021,是", "V2,曾敏,13800006022,否", "V3,单依,13800006023,")


def held(member_no):
    customer = Customer.objects.get(member_no=member_no)
    return {purpose: row.given for purpose, row in standing(customer.pk).items()}


def test_a_word_on_offers_is_one_on_each_channel_with_the_file_as_proof():
    imports.write(FILE, "customers")
    assert held("V1") == dict.fromkeys(MARKETING, True)
    assert held("V2") == dict.fromkeys(MARKETING, False)
    assert held("V3") == {}
    row = Consent.objects.first()
    assert (row.how, row.wording, row.evidence) == ("import", "", "文件 customers.csv")
    columns = dict(Customer.objects.values_list("member_no", "marketing_consent"))
    assert columns == {"V1": True, "V2": False, "V3": None}


def test_a_channels_own_column_counts_before_offers_at_large():
    head = "会员卡号,姓名,手机,营销同意,接收邮件,smsconsent"
    imports.write(
        members("V1,沈佩兰,13800006021,是,否,", "V2,曾敏,13800006022,,,yes", head=head), "customers"
    )
    assert held("V1")[Purpose.MARKETING_EMAIL] is False
    assert held("V1")[Purpose.MARKETING_WECHAT] is True
    assert held("V2") == {Purpose.MARKETING_SMS: True}


def test_the_same_file_again_adds_nothing():
    imports.write(FILE, "customers")
    before = Consent.objects.count()
    again = imports.write(FILE, "customers")
    assert imports.counts(again)[:3] == (0, 0, 3)
    assert Consent.objects.count() == before


@pytest.mark.parametrize("existing", ["fill", "overwrite"])
def test_a_file_overrules_nothing_that_was_said_here(existing, actors):
    lan = people.register_customer(actors["advisor"], name="沈佩兰", phone="13800006021", member_no="V1")
    people.withdraw_consent(actors["advisor"], lan.uid, purpose="marketing_sms", how="counter")
    imports.write(FILE, "customers", options={"existing": existing})
    assert held("V1")[Purpose.MARKETING_SMS] is False
    assert held("V1")[Purpose.MARKETING_EMAIL] is True
    lan.refresh_from_db()
    assert lan.marketing_consent is False


def test_an_import_taken_back_leaves_no_word_behind(actors):
    imports.write(members("V1,沈佩兰,13800006021,"), "customers")
    before = imports.dump()
    imports.take_back(imports.write(FILE, "customers"))
    assert imports.dump() == before
    assert held("V1") == {}
    assert list(Customer.objects.values_list("member_no", flat=True)) == ["V1"]
    imports.write(FILE, "customers")
    assert held("V1") == dict.fromkeys(MARKETING, True)


def test_who_said_something_since_stays(actors):
    run = imports.write(FILE, "customers")
    lan = Customer.objects.get(member_no="V1")
    people.give_consent(imports.head_office(), lan.uid, purpose="photo", how="paper")
    run = imports.take_back(run)
    assert list(Customer.objects.values_list("member_no", flat=True)) == ["V1"]
    assert run.reading["undo"]["kept"] == {"people.customer:consent": 1}
    assert held("V1") == {Purpose.PHOTO: True}


def test_a_refusal_that_a_file_brought_asks_for_a_new_consent(actors):
    imports.write(FILE, "customers")
    min_ = Customer.objects.get(member_no="V2")
    with pytest.raises(ValidationError):
        people.change_customer(imports.head_office(), min_.uid, marketing_consent=True)


def test_consents_cost_no_query_a_row():
    def file(start, count):
        return members(*(f"W{n},沈{n},1391000{n:04d},是" for n in range(start, start + count)))

    counts = []
    for start, rows in ((0, 20), (1000, 300)):
        with CaptureQueriesContext(connection) as asked:
            imports.write(file(start, rows), "customers")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 8
    assert Consent.objects.count() == 320 * 4
