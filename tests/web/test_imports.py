"""Moving in, in the browser: from a file to its rows, and back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parure.core import jobs
from parure.integrations.models import ImportRun
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
FILE = "会员卡号,姓名,手机,生日,星座\nV1,沈佩兰,13800006021,1988-02-31,狮子\n,,12,,\n"
CHOSEN = {
    "kind": "customers", "target-0": "member_no", "target-1": "name", "target-2": "phone", "target-3": "birthday",
    "existing": "fill",
}  # fmt: skip


def upload(client, content: str | bytes = FILE, **values):
    data = content.encode() if isinstance(content, str) else content
    return client.post("/imports/new/", {"file": SimpleUploadedFile("会员.csv", data), **values})


@pytest.fixture
def manager(client_for):
    return client_for("manager")


def test_an_empty_house_teaches_how_to_begin(manager):
    page = manager.get("/imports/").content.decode()
    assert "/imports/new/" in page
    assert page.count("btn-primary") == 1


def test_a_file_is_recognised_and_its_values_masked(manager):
    answer = upload(manager)
    assert answer.status_code == 302
    page = manager.get(answer["Location"]).content.decode()
    assert re.search(r'<option value="phone" selected>', page)
    assert "13800006021" not in page
    assert "沈佩兰" not in page
    assert "星座" in page


def test_what_is_no_table_is_said_where_it_was_brought(manager):
    answer = upload(manager, b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert answer.status_code == 422
    assert "pr-note is-rose" in answer.content.decode()
    assert manager.post("/imports/new/", {}).status_code == 422
    assert not ImportRun.objects.exists()


def test_checked_written_and_taken_back(manager):
    address = upload(manager)["Location"]
    assert manager.post(f"{address}mapping/", CHOSEN | {"then": "check"}).status_code == 302
    page = manager.get(address).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "hx-get" in manager.get(f"{address}progress/", headers={"HX-Request": "true"}).content.decode()
    jobs.run_all()
    assert manager.get(f"{address}progress/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = manager.get(address).content.decode()
    assert 'hx-trigger="every 1s"' not in page
    assert page.count("btn-primary") == 1
    assert not Customer.objects.exists()
    lines = manager.get(
        f"{address}problems/?code=no_identity", headers={"HX-Request": "true"}
    ).content.decode()
    assert "3" in lines
    manager.post(f"{address}mapping/", CHOSEN | {"then": "write"})
    jobs.run_all()
    assert Customer.objects.get().member_no == "V1"
    rows = b"".join(manager.get(f"{address}problems.csv").streaming_content).decode("utf-8-sig")
    assert ",,12" in rows
    assert "V1" not in rows
    assert manager.get(f"{address}undo/").status_code == 200
    manager.post(f"{address}undo/")
    jobs.run_all()
    assert not Customer.objects.exists()
    assert manager.get(address).status_code == 200


def test_a_wrong_mapping_comes_back_with_its_reason(manager):
    address = upload(manager)["Location"]
    answer = manager.post(f"{address}mapping/", CHOSEN | {"target-3": "name", "then": "check"})
    assert answer.status_code == 422
    assert ImportRun.objects.get().status == "mapping"


def test_another_header_row_is_read_anew(manager):
    address = upload(manager, "导出\n" + FILE, kind="customers")["Location"]
    manager.post(
        f"{address}mapping/", {"kind": "customers", "then": "again", "header_row": "2", "encoding": "utf-8"}
    )
    assert ImportRun.objects.get().reading["columns"][0] == "会员卡号"


def test_stopping_and_going_on(manager):
    address = upload(manager)["Location"]
    manager.post(f"{address}write/")
    manager.post(f"{address}stop/")
    jobs.run_all()
    assert ImportRun.objects.get().status == "stopped"
    assert manager.get(address).status_code == 200
    manager.post(f"{address}resume/")
    jobs.run_all()
    assert ImportRun.objects.get().status == "done"


def test_whose_import_it_is(manager, client_for, staff, stores):
    address = upload(manager)["Location"]
    other = client_for(staff("manager", stores.opera))
    assert other.get(address).status_code == 404
    assert other.post(f"{address}write/").status_code == 404
    assert client_for("advisor").get("/imports/").status_code == 403
    assert client_for("advisor").get("/imports/new/").status_code == 403


def test_pages_cost_few_queries(manager, django_assert_max_num_queries):
    address = upload(manager)["Location"]
    with django_assert_max_num_queries(8):
        manager.get(address)
    with django_assert_max_num_queries(8):
        manager.get("/imports/")
    with django_assert_max_num_queries(6):
        manager.get(f"{address}progress/", headers={"HX-Request": "true"})
