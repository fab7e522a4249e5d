"""Photos and papers with a talk, and the customer's photo: who gets them, and what is let in."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from factories import uploads
from parure.access.models import AuditEntry
from parure.core import files, pictures
from parure.people import operations
from parure.people.models import Customer, Interaction, TimelineEntry

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def lan(actors, stores):
    return operations.register_customer(actors["advisor"], name="沈佩兰")


def kept(name="戒指.jpg", body=None):
    return pictures.keep(pictures.prepare(name, io.BytesIO(body or uploads.picture((800, 600)))))


@pytest.fixture
def talk(actors, lan):
    attached = [kept(), kept("证书.pdf", uploads.PDF)]
    return operations.record_interaction(
        actors["advisor"], lan.uid, channel="wechat", content="看图", files=attached
    )


def address(lan, talk, number=0, query=""):
    return reverse("talk-file", args=[lan.uid, talk.uid, number]) + query


def body_of(answer):
    return b"".join(answer.streaming_content)


def send(client, lan, *attached, **values):
    given = {
        "channel": "wechat",
        "direction": "in",
        "content": "发来两张图",
        "attached": list(attached),
    } | values
    return client.post(reverse("interaction-add", args=[lan.uid]), given, headers=HTMX)


# ── with a talk ──────────────────────────────────────────────────────────────


def test_photos_and_papers_are_kept_with_the_talk_and_stand_in_the_story(client_for, lan):
    client = client_for("advisor")
    form = client.get(reverse("interaction-add", args=[lan.uid]), headers=HTMX).content.decode()
    assert 'hx-encoding="multipart/form-data"' in form
    assert 'accept="image/*,application/pdf"' in form
    answer = send(
        client,
        lan,
        uploads.upload("a.png", uploads.photo_with_place()),
        uploads.upload("证书.pdf", uploads.PDF),
    )
    assert answer.status_code == 204
    talk = Interaction.objects.get()
    assert [(each["name"], each["type"]) for each in talk.files] == [
        ("a.jpg", "image/jpeg"), ("证书.pdf", "application/pdf")
    ]  # fmt: skip
    words = client.get(reverse("customer", args=[lan.uid])).content.decode()
    assert f"{address(lan, talk)}?small" in words
    assert address(lan, talk, 1) in words
    for each in talk.files:
        assert each["digest"] not in words
    large = body_of(client.get(address(lan, talk)))
    assert Image.open(io.BytesIO(large)).size == (40, 60)
    assert uploads.HIDDEN not in large


@pytest.mark.parametrize("what", uploads.HOSTILE)
def test_what_is_no_photo_and_no_paper_comes_back_with_the_reason(what, client_for, lan):
    name, body = uploads.HOSTILE[what]
    before = set(files.folder().rglob("*"))
    answer = send(
        client_for("advisor"), lan, uploads.upload("good.jpg", uploads.picture()), uploads.upload(name, body)
    )
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "发来两张图" in words
    assert name in words
    assert 'hx-preserve="true"' in words
    assert (Interaction.objects.count(), TimelineEntry.objects.count()) == (0, 0)
    assert set(files.folder().rglob("*")) == before


def test_five_files_at_most(client_for, lan):
    many = [uploads.upload(f"{n}.jpg", uploads.picture()) for n in range(6)]
    answer = send(client_for("advisor"), lan, *many)
    assert answer.status_code == 422
    assert "最多 5 个文件" in answer.content.decode()
    assert (
        send(
            client_for("advisor"), lan, *[uploads.upload(f"{n}.jpg", uploads.picture()) for n in range(5)]
        ).status_code
        == 204
    )


def test_a_talk_goes_without_files(client_for, lan):
    assert send(client_for("advisor"), lan).status_code == 204
    assert (Interaction.objects.get().files, TimelineEntry.objects.get().files) == ([], None)


def test_how_a_file_is_sent(client_for, lan, talk):
    client = client_for("advisor")
    photo, paper = client.get(address(lan, talk)), client.get(address(lan, talk, 1))
    assert (photo.headers["Content-Type"], paper.headers["Content-Type"]) == ("image/jpeg", "application/pdf")
    assert photo.headers["Content-Disposition"].startswith("inline")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    for answer in (photo, paper):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert body_of(paper) == uploads.PDF
    small = client.get(address(lan, talk, 0, "?small"))
    assert Image.open(io.BytesIO(body_of(small))).size == (240, 180)
    again = client.get(address(lan, talk), headers={"If-None-Match": photo.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert small.headers["ETag"] != photo.headers["ETag"]
    assert client.post(address(lan, talk)).status_code == 405


@pytest.mark.parametrize(
    ("role", "status"),
    [("advisor", 200), ("manager", 200), ("analyst", 403), ("marketing", 403), ("workshop", 404)],
)
def test_who_may_not_read_what_was_said_sees_no_file(role, status, client_for, lan, talk):
    client = client_for(role)
    for number, query in ((0, ""), (0, "?small"), (1, "")):
        assert client.get(address(lan, talk, number, query)).status_code == status
    assert ("talks/" in client.get(reverse("customer", args=[lan.uid])).content.decode()) is (status == 200)


def test_out_of_reach_or_of_somebody_else_there_is_no_file(client_for, actors, staff, stores, lan, talk):
    other = operations.register_customer(actors["advisor"], name="周鹭")
    stranger = client_for(staff("advisor", stores.opera))
    assert stranger.get(address(lan, talk)).status_code == 404
    client = client_for("advisor")
    assert client.get(address(other, talk)).status_code == 404
    assert client.get(address(lan, talk, 2)).status_code == 404


def test_a_file_that_the_disk_has_lost_is_not_there(client_for, lan, actors):
    attached = kept(body=uploads.picture((33, 44)))
    talk = operations.record_interaction(
        actors["advisor"], lan.uid, channel="call", content="x", files=[attached]
    )
    files.path_of(attached.digest).unlink()
    assert client_for("advisor").get(address(lan, talk)).status_code == 404


# ── the customer's photo ─────────────────────────────────────────────────────


def edit(client, lan, **values):
    return client.post(reverse("customer-edit", args=[lan.uid]), values, headers=HTMX)


def photo_of(lan):
    return Customer.objects.get(pk=lan.pk).photo


def plain(client, lan):
    """The edit form as it stands."""
    form = client.get(reverse("customer-edit", args=[lan.uid]), headers=HTMX).context["form"]
    return {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, False) and name not in ("photo", "remove_photo")
    }


def test_a_photo_is_set_replaced_and_removed_on_record(client_for, lan):
    client = client_for("advisor")
    page = reverse("customer", args=[lan.uid])
    photo = reverse("customer-photo", args=[lan.uid])
    assert client.get(photo).status_code == 404
    assert photo not in client.get(page).content.decode()

    assert (
        edit(client, lan, **plain(client, lan), photo=uploads.upload("me.jpg", uploads.picture())).status_code
        == 204
    )
    first = photo_of(lan)
    assert f"{photo}?small&amp;v={first[:8]}" in client.get(page).content.decode()
    assert Image.open(io.BytesIO(body_of(client.get(photo)))).size == (60, 40)

    other = uploads.upload("me.png", uploads.picture((50, 50), "PNG"))
    assert edit(client, lan, **plain(client, lan), photo=other).status_code == 204
    assert photo_of(lan) not in ("", first)
    assert edit(client, lan, **plain(client, lan)).status_code == 204
    assert photo_of(lan) != ""
    assert edit(client, lan, **plain(client, lan), remove_photo="on").status_code == 204
    assert photo_of(lan) == ""
    told = AuditEntry.objects.filter(resource="people.customer", action="change").order_by("pk")
    assert [(each.field, each.before, each.after) for each in told] == [
        ("", {"photo": None}, {"photo": True}),
        ("photo", None, {"replaced": True}),
        ("", {"photo": True}, {"photo": None}),
    ]


@pytest.mark.parametrize("what", uploads.HOSTILE)
def test_what_is_no_photo_changes_nothing(what, client_for, lan):
    client = client_for("advisor")
    name, body = uploads.HOSTILE[what]
    answer = edit(client, lan, **plain(client, lan) | {"nickname": "new"}, photo=uploads.upload(name, body))
    assert answer.status_code == 422
    assert (photo_of(lan), Customer.objects.get(pk=lan.pk).nickname) == ("", "")
    paper = edit(client, lan, **plain(client, lan), photo=SimpleUploadedFile("p.pdf", uploads.PDF))
    assert paper.status_code == 422


@pytest.mark.parametrize(
    ("role", "status"), [("advisor", 200), ("marketing", 200), ("analyst", 403), ("workshop", 403)]
)
def test_who_may_not_read_the_name_sees_no_face(role, status, client_for, actors, lan):
    operations.set_photo(actors["advisor"], lan.uid, kept())
    client = client_for(role)
    address = reverse("customer-photo", args=[lan.uid])
    assert client.get(address).status_code == status
    assert (address in client.get(reverse("customer", args=[lan.uid])).content.decode()) is (status == 200)


def test_another_store_sees_no_face(client_for, actors, staff, stores, lan):
    operations.set_photo(actors["advisor"], lan.uid, kept())
    stranger = client_for(staff("advisor", stores.opera))
    assert stranger.get(reverse("customer-photo", args=[lan.uid])).status_code == 404


def test_the_page_is_told_of_a_new_photo(client_for, lan):
    client = client_for("advisor")
    answer = edit(client, lan, **plain(client, lan), photo=uploads.upload("me.jpg", uploads.picture()))
    assert "customer-changed" in json.loads(answer.headers["HX-Trigger"])
