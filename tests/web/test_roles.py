"""Roles in the browser: read as a table, changed by a draft, with a warning, and looked around as."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import shop
from parure.access import grants, operations, policy
from parure.access.choices import ACTIONS, Level, Scope
from parure.access.models import AuditEntry, Role
from parure.access.roles import SEEDED, undecided_types
from parure.core import resources
from parure.integrations.taking.rules import rows_a_day
from parure.people import operations as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_for):
    return client_for("admin")


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def shown_form(client, code: str, resource: str) -> tuple[str, dict[str, str]]:
    """The address of a role's form for a record type, and the form as it stands."""
    address = reverse("role-entry", args=[role(code).uid, resource])
    form = client.get(address).context["form"]
    return address, {name: each.initial for name, each in form.fields.items() if each.initial is not None}


def test_every_role_reads_as_a_table_in_chinese(admin, roles):
    for each in roles.values():
        words = admin.get(reverse("role", args=[each.uid])).content.decode()
        assert "联系方式" in words
        assert "本店" in words or "全部" in words


def let_it_hold(admin, code):
    """Look at what the draft does, and let it hold."""
    review = reverse("role-review", args=[role(code).uid])
    return admin.post(review, {"seen": admin.get(review).context["seen"]})


def test_the_limit_of_exports_is_kept_and_can_be_changed(admin, roles, actors):
    address, given = shown_form(admin, "analyst", "people.customer")
    assert given["export_rows"] == 100_000
    admin.post(address, given | {"group-notes": "masked"})
    let_it_hold(admin, "analyst")
    assert rows_a_day(actors["analyst"], "people.customer") == 100_000
    address, given = shown_form(admin, "analyst", "people.customer")
    admin.post(address, given | {"export_rows": "500"})
    words = admin.get(reverse("role-review", args=[role("analyst").uid])).content.decode()
    assert "100,000" in words
    let_it_hold(admin, "analyst")
    entry = AuditEntry.objects.filter(resource="access.role", action="change").latest("pk")
    assert entry.after == {"people.customer:export_rows": "500"}


def test_what_another_administrator_changed_meanwhile_is_shown_and_not_undone(admin, roles, actors):
    address, given = shown_form(admin, "advisor", "people.customer")
    admin.post(address, given | {"row-view": "own"})
    review = reverse("role-review", args=[role("advisor").uid])
    seen = admin.get(review).context["seen"]
    advisor = role("advisor")
    operations.set_grants(
        actors["admin"], advisor.uid, grants.with_entry(advisor.grants, "catalog.piece", {"fields": {}})
    )
    answer = admin.post(review, {"seen": seen})
    assert answer.status_code == 409
    assert role("advisor").grants["people.customer"]["view"] == "store"
    assert admin.post(review, {"seen": answer.context["seen"]}).status_code == 302
    assert role("advisor").grants["people.customer"]["view"] == "own"
    assert role("advisor").grants["catalog.piece"] == {"fields": {}}


def test_a_form_sent_as_it_stands_changes_nothing(admin, roles):
    for code in ("advisor", "owner", "analyst"):
        for resource in ("people.customer", "catalog.piece", "access.role"):
            address, given = shown_form(admin, code, resource)
            admin.post(address, given)
        assert admin.get(reverse("role-review", args=[role(code).uid])).status_code == 302


def test_a_change_warns_before_it_holds_and_holds_from_the_next_click(admin, roles, staff, client_for):
    lin = staff("advisor", name="林小满")
    lan = people.register_customer(shop.acting(lin), name="沈佩兰")
    client = client_for(lin)
    address, given = shown_form(admin, "advisor", "people.customer")
    admin.post(address, given | {"row-view": "none"})
    assert client.get(reverse("customer", args=[lan.uid])).status_code == 200
    review = reverse("role-review", args=[role("advisor").uid])
    answer = admin.get(review)
    words = answer.content.decode()
    assert "1 人会因此失去" in words
    assert "林小满" in words
    assert admin.post(review, {"seen": answer.context["seen"]}).status_code == 302
    assert client.get(reverse("customer", args=[lan.uid])).status_code in (403, 404)
    entry = AuditEntry.objects.get(resource="access.role", action="change")
    assert entry.before["people.customer:view"] == "store"
    assert entry.after["people.customer:view"] == "none"


def test_who_has_the_same_by_another_role_loses_nothing(admin, roles, staff):
    lin = staff("advisor")
    lin.roles.add(role("manager"))
    address, given = shown_form(admin, "advisor", "people.customer")
    admin.post(address, given | {"row-view": "own"})
    context = admin.get(reverse("role-review", args=[role("advisor").uid])).context
    assert context["effects"]["losses"] == []


def test_a_single_field_stands_apart_from_its_group(admin, roles, actors):
    address, given = shown_form(admin, "advisor", "people.customer")
    admin.post(address, given | {"field-total_spent": "none"})
    let_it_hold(admin, "advisor")
    advisor = actors["advisor"]
    fields = resources.fields_of("people.customer")
    assert advisor.level("people.customer", fields["total_spent"]) is Level.NONE
    assert advisor.level("people.customer", fields["year_spent"]) is Level.READ


def test_a_draft_can_be_dropped(admin, roles):
    address, given = shown_form(admin, "advisor", "people.customer")
    admin.post(address, given | {"row-view": "own"})
    admin.post(reverse("role-discard", args=[role("advisor").uid]))
    assert admin.get(reverse("role-review", args=[role("advisor").uid])).status_code == 302


def test_copies_stand_alone_and_go_only_while_nobody_has_them(admin, roles, actors, staff):
    answer = admin.post(reverse("role-copy", args=[role("advisor").uid]), {"name": "见习顾问"})
    made = Role.objects.get(name="见习顾问")
    assert answer.headers["Location"] == reverse("role", args=[made.uid])
    assert made.grants == role("advisor").grants
    lin = staff("advisor")
    operations.set_roles(actors["admin"], lin.uid, [made.code])
    assert admin.post(reverse("role-delete", args=[made.uid])).status_code == 400
    operations.set_roles(actors["admin"], lin.uid, ["advisor"])
    assert admin.post(reverse("role-delete", args=[made.uid])).status_code == 302
    assert admin.post(reverse("role-delete", args=[role("advisor").uid])).status_code == 400


def test_two_roles_side_by_side_show_only_what_differs(admin, roles):
    same = admin.get(reverse("role-compare"), {"a": "advisor", "b": "advisor"})
    assert same.context["differences"] == []
    found = admin.get(reverse("role-compare"), {"a": "advisor", "b": "workshop"}).context["differences"]
    assert {"resource": "客户", "part": "新增", "before": "本店", "after": "无", "is_loss": True} in found


def sent(told: object) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("roles.json", json.dumps(told).encode())}


def test_a_file_taken_out_comes_back_as_it_was(admin, roles):
    told = json.loads(admin.get(reverse("role-export")).content)
    before = list(Role.objects.order_by("code").values())
    assert admin.post(reverse("role-import"), sent(told)).status_code == 302
    admin.post(reverse("role-take"))
    assert list(Role.objects.order_by("code").values()) == before


def test_a_file_shows_what_it_changes_before_it_does(admin, roles, staff):
    staff("advisor")
    told = [
        {"code": "advisor", "name": "顾问", "grants": {"people.customer": {"view": "own"}}},
        {"code": "runner", "name": "跑腿", "grants": {"catalog.piece": {"view": "all"}}},
    ]
    admin.post(reverse("role-import"), sent(told))
    before = role("advisor").grants
    words = admin.get(reverse("role-brought")).content.decode()
    assert "新角色" in words
    assert "1 人会因此失去" in words
    assert role("advisor").grants == before
    admin.post(reverse("role-take"))
    assert (role("advisor").name, role("advisor").grants) == ("顾问", told[0]["grants"])
    assert role("runner").grants == told[1]["grants"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"people.nobody": {"view": "all"}}, "people.nobody"),
        ({"people.customer": {"view": "everywhere"}}, "everywhere"),
        ({"people.customer": {"peek": "all"}}, "peek"),
        ({"people.customer": {"fields": {"shoe": "read"}}}, "shoe"),
        ({"people.customer": {"fields": {"name": "sing"}}}, "sing"),
        ({"people.customer": {"fields": []}}, "people.customer"),
        ({"people.customer": {"view": ["all"]}}, "people.customer"),
        ([], "advisor"),
    ],
)
def test_a_file_with_a_fault_names_it_and_changes_nothing(admin, roles, wrong, word):
    told = {"roles": [{"code": "advisor", "name": "顾问", "grants": wrong}]}
    answer = admin.post(reverse("role-import"), sent(told))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert role("advisor").grants == SEEDED["advisor"][1]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"7", b'{"roles": [7]}'])
def test_what_is_no_file_of_roles_is_refused_in_words(admin, roles, content):
    answer = admin.post(reverse("role-import"), {"file": SimpleUploadedFile("x.json", content)})
    assert answer.status_code == 422


# ── looking around ───────────────────────────────────────────────────────────


def test_looking_around_shows_what_the_role_sees_and_writes_nothing(admin, actors, staff, stores):
    lan = people.register_customer(actors["admin"], name="沈佩兰")
    lead = staff("workshop", stores.lake)
    admin.post(reverse("role-look", args=[role("workshop").uid]), {"staff": str(lead.uid)})
    page = admin.get(reverse("customer", args=[lan.uid]))
    assert "正在以「工坊」身份查看" in page.content.decode()
    assert "remark" not in page.context["customer"]
    refused = admin.post(reverse("task-add"), {"title": "x"})
    assert refused.status_code == 403
    assert "不能修改" in refused.content.decode()
    assert admin.get(reverse("roles")).status_code == 403
    admin.post(reverse("look-stop"))
    assert admin.get(reverse("roles")).status_code == 200
    entries = AuditEntry.objects.filter(action="preview").order_by("pk")
    assert [each.staff for each in entries] == [actors.people["admin"]] * 2
    looked = AuditEntry.objects.filter(action="view", resource="people.customer").latest("pk")
    assert looked.staff == actors.people["admin"]


def test_who_may_not_change_roles_cannot_look_around(client_for, roles):
    owner = client_for("owner")
    assert owner.post(reverse("role-look", args=[role("advisor").uid])).status_code == 403
    session = owner.session
    session["looking_as"] = {"role": str(role("admin").uid), "staff": ""}
    session.save()
    assert owner.get("/").status_code == 200
    assert "looking_as" not in owner.session


def test_looking_around_ends_when_the_role_is_gone(admin, actors, roles):
    made = operations.copy_role(actors["admin"], role("advisor").uid, name="见习")
    admin.post(reverse("role-look", args=[made.uid]), {"staff": ""})
    Role.objects.filter(pk=made.pk).delete()
    assert admin.get(reverse("roles")).status_code == 200


# ── grants as data ───────────────────────────────────────────────────────────

RESOURCES = ["people.customer", "catalog.piece", "engagement.task"]
LEVELS = st.sampled_from(["none", "masked", "read", "write"])
ENTRIES = st.builds(
    lambda rows, levels: rows | {"fields": levels},
    st.dictionaries(st.sampled_from(ACTIONS), st.sampled_from([each.value for each in Scope])),
    st.dictionaries(st.sampled_from(["*", "basic", "contact", "notes", "cost"]), LEVELS),
)
GRANTS = st.dictionaries(st.sampled_from(["*", *RESOURCES]), ENTRIES)


@given(GRANTS, GRANTS)
def test_what_is_lost_one_way_is_gained_the_other(one, other):
    there, back = grants.differences([one], [other]), grants.differences([other], [one])
    assert {(each.key, each.before, each.after) for each in there} == {
        (each.key, each.after, each.before) for each in back
    }
    assert bool(there) is any(each.is_loss for each in [*there, *back])


@given(GRANTS, GRANTS)
def test_nobody_is_beyond_what_they_have_together(one, other):
    assert grants.beyond([one, other], [one]) == []
    assert grants.differences([one], [one]) == []


@given(GRANTS, st.sampled_from(RESOURCES), ENTRIES)
def test_an_entry_put_in_grants_exactly_that(kept, resource, entry):
    changed = grants.with_entry(kept, resource, entry)
    assert grants.differences([changed], [{**kept, resource: entry}]) == []


def test_nobody_widens_a_role_beyond_their_own(roles, staff):
    narrow = shop.actor_with(
        {
            "access.role": {"view": "all", "change": "all", "add": "all", "fields": {"*": "write"}},
            "people.customer": {"view": "store", "fields": {"*": "read"}},
        }
    )
    runner = Role.objects.create(code="runner", name="Runner", grants={"people.customer": {"view": "own"}})
    with pytest.raises(policy.Denied):
        operations.set_grants(narrow, runner.uid, {"people.customer": {"view": "all"}})
    with pytest.raises(policy.Denied):
        operations.set_grants(narrow, role("manager").uid, {})
    operations.set_grants(narrow, runner.uid, {"people.customer": {"view": "store"}})
    with pytest.raises(ValidationError):
        operations.set_grants(narrow, runner.uid, {"people.customer": {"view": "most"}})


# ── record types that came with a new version ────────────────────────────────


@pytest.fixture
def clerk(roles, actors):
    """A role that the shop made before there were consents and wishes."""
    made = operations.copy_role(actors["admin"], roles["advisor"].uid, name="Clerk", code="clerk")
    new = {"people.consent", "people.wish"}
    made.grants = {name: each for name, each in made.grants.items() if name not in new}
    made.considered = [each for each in made.considered if each not in new]
    made.save()
    return made


def told(client, made):
    page = client.get(reverse("role", args=[made.uid])).content.decode()
    return "2 类记录" in page, page.count('id="new"')


def test_new_record_types_are_told_to_who_may_edit_roles_and_marked(admin, client_for, clerk):
    assert told(admin, clerk) == (True, 1)
    assert told(client_for("owner"), clerk) == (False, 0)
    listed = admin.get(reverse("roles")).content.decode()
    assert f"{reverse('role', args=[clerk.uid])}#new" in listed
    assert "#new" not in client_for("owner").get(reverse("roles")).content.decode()


def test_saving_the_role_considers_them(admin, clerk):
    address, given = shown_form(admin, "clerk", "people.wish")
    admin.post(address, given | {"row-view": "all", "group-basic": "read"})
    assert told(admin, clerk) == (True, 1)
    let_it_hold(admin, "clerk")
    assert told(admin, clerk) == (False, 0)


def test_leaving_them_hidden_changes_no_right_and_is_on_record(admin, clerk):
    assert admin.post(reverse("role-leave-out", args=[clerk.uid])).status_code == 302
    assert told(admin, clerk) == (False, 0)
    assert role("clerk").grants == clerk.grants
    entry = AuditEntry.objects.filter(resource="access.role", record_id=clerk.pk).latest("pk")
    assert entry.detail == {"left_out": ["people.consent", "people.wish"]}


def test_a_role_that_reaches_all_others_has_nothing_hidden(roles):
    made = Role(code="all", name="All", grants={"*": {"view": "all"}}, considered=[])
    assert undecided_types(made) == []
