"""Fields of the shop's own in files: chosen or recognised, read by their own rules, filled, taken back, round trip."""

import csv
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from factories import imports, shop
from parure.catalog.models import Piece, Style
from parure.core import jobs
from parure.customize import operations as customize
from parure.customize.models import CustomValue, FieldDefinition
from parure.integrations import import_pages, operations
from parure.integrations.imports import engine
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.columns import TARGETS
from parure.integrations.imports.compiling import customer_draft
from parure.integrations.imports.context import Context, Options
from parure.integrations.imports.own_fields import Said
from parure.integrations.imports.writers.customers import CustomerWriter
from parure.integrations.imports.writers.known import find_known
from parure.integrations.models import ImportProblem
from parure.integrations.taking import operations as taking
from parure.people import operations as people
from parure.people import search
from parure.people.models import Customer
from parure.sales.models import Order, Visit

pytestmark = pytest.mark.django_db
WHO = "people.customer"
CHOICES = [["gold", "黄金"], ["jade", "翡翠, 和田玉"], ["pearl", "珍珠", "", True]]
KINDS = {  # kind: (cell, kept, another cell)
    "text": ("生日送花", "生日送花", "送糖"),
    "long_text": ("第一行 很长的话", "第一行 很长的话", "别的话"),
    "number": ("1,250", 1250, "3"),
    "money": ("¥500.50", 50050, "-3"),
    "weight": ("3.25", 3250, "1"),
    "date": ("2026/3/5", "2026-03-05", "2025-01-01"),
    "yes_no": ("是", True, "否"),
    "choice": ("黄金", "gold", "翡翠, 和田玉"),
    "choices": ("黄金; 翡翠, 和田玉", ["gold", "jade"], "黄金"),
    "relation": ("单凝", None, "常青"),
    "link": ("https://example.com/a?b=1", "https://example.com/a?b=1", "http://example.com"),
}


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def people_here(staff):
    return {name: staff("advisor", name=name) for name in ("单凝", "常青")}


def define(boss, kind, resource=WHO, code="", **values):
    if kind in ("choice", "choices"):
        values.setdefault("choices", CHOICES)
    if kind == "relation":
        values.setdefault("target", "access.staff")
    code = code or f"own_{kind}"
    return customize.define_field(boss, resource, code=code, label=f"自定{code}", kind=kind, **values)


def file_of(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.fixture
def every_kind(boss, people_here):
    return {kind: define(boss, kind) for kind in KINDS}


def members(every_kind, position, count=1):
    heads = ["会员卡号", "姓名", *(each.label for each in every_kind.values())]
    cells = [KINDS[kind][position] for kind in every_kind]
    return file_of(heads, *([f"V{n}", f"沈佩{chr(0x5170 + n)}", *cells] for n in range(count)))


def state():
    """Everything that is kept; the index of own values without its own keys, for it is written anew."""
    jobs.run_all()
    found = imports.dump()
    values = found.pop("customize.CustomValue", [])
    return found | {"own": sorted((row[1:] for row in values), key=repr)}


def test_columns_are_recognised_by_label_and_every_kind_is_read(every_kind, people_here):
    run = imports.write(members(every_kind, 0), "customers")
    assert imports.counts(run) == (1, 0, 0, 0, 0)
    assert run.warned == 0
    wanted = {f"own_{kind}": value for kind, (_cell, value, _other) in KINDS.items()}
    wanted["own_relation"] = people_here["单凝"].pk
    assert Customer.objects.get().custom == wanted
    indexed = CustomValue.objects.values_list("definition__code", flat=True)
    assert sorted(indexed) == sorted([*wanted, "own_choices"])
    date = CustomValue.objects.get(definition__code="own_date")
    assert date.date.isoformat() == "2026-03-05"


def test_the_same_file_twice_changes_nothing(every_kind):
    imports.write(members(every_kind, 0), "customers")
    before = state()
    for existing in ("fill", "overwrite"):
        again = imports.write(members(every_kind, 0), "customers", options={"existing": existing})
        assert imports.counts(again) == (0, 0, 1, 0, 0)
    assert state() == before


def test_fill_keeps_what_is_there_and_overwrite_does_not(every_kind, people_here):
    imports.write(members(every_kind, 0), "customers")
    before = Customer.objects.get().custom
    checked = imports.check(members(every_kind, 1 + 1), "customers", options={"existing": "overwrite"})
    assert imports.counts(checked) == (0, 1, 0, 0, 0)
    filled = imports.write(members(every_kind, 2), "customers")
    assert imports.counts(filled) == (0, 0, 1, 0, 0)
    assert Customer.objects.get().custom == before
    written = imports.write(members(every_kind, 2), "customers", options={"existing": "overwrite"})
    assert imports.counts(written) == (0, 1, 0, 0, 0)
    after = Customer.objects.get().custom
    assert (after["own_number"], after["own_money"], after["own_yes_no"]) == (3, -300, False)
    assert after["own_relation"] == people_here["常青"].pk
    assert after["own_choice"] == "jade"
    assert CustomValue.objects.get(definition__code="own_number").number == 3


def test_taking_it_back_brings_the_former_values(every_kind, boss):
    imports.write(members(every_kind, 0), "customers")
    before = state()
    run = imports.write(members(every_kind, 2, 2), "customers", options={"existing": "overwrite"})
    assert imports.counts(run) == (1, 1, 0, 0, 0)
    assert state() != before
    imports.take_back(run)
    assert state() == before


def test_what_somebody_changed_since_stays_when_an_import_is_taken_back(every_kind, boss):
    imports.write(members(every_kind, 0), "customers")
    run = imports.write(members(every_kind, 2), "customers", options={"existing": "overwrite"})
    customer = Customer.objects.get()
    customize.set_custom_values(boss, WHO, customer, {"own_number": 99})
    run = imports.take_back(run)
    customer.refresh_from_db()
    assert customer.custom["own_number"] == 99
    assert customer.custom["own_text"] == "生日送花"
    assert run.reading["undo"]["kept"] == {"changed_since": 1}


def test_bad_cells_are_told_by_line_and_the_row_comes_in(boss, people_here):
    define(boss, "number", code="age", rules={"min": 0, "max": 120})
    define(boss, "choice", code="metal")
    define(boss, "text", code="badge", rules={"pattern": r"[A-Z]\d+", "example": "A1"})
    define(boss, "date", code="since")
    define(boss, "relation", code="friend")
    heads = ["会员卡号", "姓名", "自定age", "自定metal", "自定badge", "自定since", "自定friend"]
    good = ["V1", "沈佩兰", "30", "gold", "A12", "2026-01-01", "单凝"]
    bad = ["V2", "曾敏", "121", "白金", "a", "2026-02-30", "没有的人"]
    retired = ["V3", "常青", "三十", "珍珠", "", "", ""]
    run = imports.write(file_of(heads, good, bad, retired), "customers")
    assert imports.counts(run) == (3, 0, 0, 0, 0)
    assert imports.codes(run) == {
        3: ["out_of_bounds", "choice_unknown", "form_unexpected", "date_impossible", "related_unknown"],
        4: ["number_unreadable", "choice_unknown"],
    }
    assert set(ImportProblem.objects.values_list("column", flat=True)) == set(heads[2:])
    assert Customer.objects.get(member_no="V2").custom == {}
    remark = Customer.objects.get(member_no="V2").remark
    assert "自定age: 121" in remark
    assert "自定since: 2026-02-30" in remark


def test_a_retired_choice_stays_where_it_was_chosen(boss):
    field = define(boss, "choice", code="metal", choices=[*CHOICES[:2], ["pearl", "珍珠"]])
    run = imports.write(file_of(["会员卡号", "姓名", field.label], ["V1", "沈佩兰", "珍珠"]), "customers")
    assert imports.counts(run) == (1, 0, 0, 0, 0)
    customize.change_field(boss, field.uid, choices=CHOICES)
    again = imports.write(
        file_of(["会员卡号", "姓名", field.label], ["V1", "沈佩兰", "珍珠"]),
        "customers",
        options={"existing": "overwrite"},
    )
    assert imports.counts(again) == (0, 0, 1, 0, 0)
    assert again.warned == 0


def test_a_value_that_only_one_may_have_is_given_once(boss):
    field = define(boss, "text", code="card", is_unique=True)
    rows = [["V1", "沈佩兰", "A1"], ["V2", "曾敏", "A1"], ["V3", "常青", "A2"]]
    content = file_of(["会员卡号", "姓名", field.label], *rows)
    for run in (imports.check(content, "customers"), imports.write(content, "customers")):
        assert imports.counts(run) == (3, 0, 0, 0, 0)
        assert imports.codes(run) == {3: ["value_taken"]}
    again = imports.write(
        file_of(["会员卡号", "姓名", field.label], ["V2", "曾敏", "A2"]),
        "customers",
        options={"existing": "overwrite"},
    )
    assert imports.codes(again) == {2: ["value_taken"]}
    assert imports.counts(again) == (0, 0, 1, 0, 0)


def test_a_batch_costs_the_same_queries_whatever_its_rows(every_kind, django_assert_max_num_queries):
    with django_assert_max_num_queries(190) as few:
        imports.write(members(every_kind, 0, 20), "customers")
    with django_assert_max_num_queries(len(few.captured_queries) + 8):
        imports.write(members(every_kind, 0, 400), "customers", source="other")
    with django_assert_max_num_queries(len(few.captured_queries) + 8):
        imports.write(members(every_kind, 2, 400), "customers", options={"existing": "overwrite"})
    assert CustomValue.objects.filter(definition__code="own_number", number=3).count() == 400


def test_formulas_follow_what_is_imported(boss):
    define(boss, "number", code="age")
    customize.define_field(boss, WHO, code="twice", label="两倍", kind="number", formula="custom_age * 2")
    run = imports.write(
        file_of(["会员卡号", "姓名", "自定age", "两倍"], ["V1", "沈佩兰", "7", "1"]), "customers"
    )
    assert "两倍" not in run.mapping
    assert Customer.objects.get().custom == {"age": 7, "twice": 14}


def test_a_searched_field_is_found_by(boss):
    define(boss, "text", code="dog", is_searchable=True)
    imports.write(file_of(["会员卡号", "姓名", "自定dog"], ["V1", "沈佩兰", "Waldi"]), "customers")
    assert search.find(boss, "Waldi") == [Customer.objects.get().pk]


# ── rights ───────────────────────────────────────────────────────────────────


@pytest.fixture
def narrow(boss, staff):
    """Somebody who may import customers and read, not write, the fields of the group notes."""
    define(boss, "text", code="open")
    define(boss, "text", code="closed", group="notes")
    rights = {
        "*": {
            "view": "all",
            "add": "all",
            "change": "all",
            "import": "all",
            "fields": {"*": "write", "notes": "read"},
        }
    }
    return shop.actor_with(rights)


def test_fields_that_may_not_be_written_are_not_offered(narrow):
    offered = {
        target.key for _group, found in import_pages.targets_of(narrow, "customers") for target in found
    }
    assert offered == {*TARGETS["customers"], "custom_open"}
    run = imports.bring("会员卡号,姓名,自定open,自定closed\nV1,沈佩兰,a,b\n", "customers", narrow)
    assert run.mapping["自定open"] == "custom_open"
    assert "自定closed" not in run.mapping
    with pytest.raises(ValidationError):
        operations.set_mapping(narrow, run.uid, "customers", {"姓名": "name", "自定closed": "custom_closed"})


def test_a_right_taken_meanwhile_stops_the_import(narrow, boss):
    run = imports.bring("会员卡号,姓名,自定open\nV1,沈佩兰,a\n", "customers", narrow)
    customize.change_field(boss, FieldDefinition.objects.get(code="open").uid, group="notes")
    with pytest.raises(ValidationError, match="自定open"):
        operations.write_import(narrow, run.uid)
    assert not Customer.objects.exists()


# ── other kinds of files, the reading process, the command ───────────────────

ORDER_FILE = """订单号,下单时间,手机,客户姓名,商品名称,数量,单价,订单金额,实付金额,自定x
S1,2025-11-01 10:00,13800000001,沈佩兰,手链,1,100.00,200.00,200.00,
S1,2025-11-01 10:00,13800000001,沈佩兰,戒指,1,100.00,200.00,200.00,7
"""
FILES = {
    "products": ("catalog.style", Style, "款号,名称,分类,自定x\nK1,足金手镯,手镯,7\n"),
    "pieces": ("catalog.piece", Piece, "条码,品名,金重,自定x\nA1,足金手镯,3.1,7\n"),
    "orders": (
        "sales.order",
        Order,
        ORDER_FILE,
    ),
    "visits": (
        "sales.visit",
        Visit,
        "到店时间,客户电话,看了什么,自定x\n2025-11-01 10:00,13800000001,手镯,7\n",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_other_records_take_own_fields_too(kind, boss):
    resource, model, content = FILES[kind]
    define(boss, "number", resource, code="x")
    people.register_customer(boss, name="沈佩兰", phone="13800000001")
    empty = state()
    run = imports.write(content, kind)
    assert run.mapping["自定x"] == "custom_x"
    assert run.created == run.read
    made = model.objects.get()
    assert made.custom == {"x": 7}
    assert imports.write(content, kind).unchanged == run.read
    before = state()
    changed = content.replace(",7\n", ",8\n")
    assert imports.check(changed, kind, options={"existing": "overwrite"}).updated == run.read
    later = imports.write(changed, kind, options={"existing": "overwrite"})
    assert later.updated == run.read
    made.refresh_from_db()
    assert made.custom == {"x": 8}
    imports.take_back(later)
    assert state() == before
    imports.take_back(run)
    assert state() == empty
    assert not CustomValue.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_reading_process_gets_the_definitions_along(monkeypatch, roles, every_kind):
    monkeypatch.setattr(engine, "is_worth_it", lambda size: True)
    monkeypatch.setitem(engine.ROWS_A_BATCH, "customers", 7)
    run = imports.write(members(every_kind, 0, 20), "customers")
    assert imports.counts(run) == (20, 0, 0, 0, 0)
    assert CustomValue.objects.filter(definition__code="own_choice", text="gold").count() == 20


def test_a_mapping_kept_by_name_serves_the_command(boss, tmp_path):
    define(boss, "number", code="x")
    run = imports.bring("甲,乙,丙\nV1,沈佩兰,7\n", "customers")
    mapping = {"甲": "member_no", "乙": "name", "丙": "custom_x"}
    operations.set_mapping(boss, run.uid, "customers", mapping, save_as="老系统")
    file = tmp_path / "a.csv"
    file.write_text("甲,乙,丙\nV1,沈佩兰,7\n", encoding="utf-8")
    out = io.StringIO()
    call_command(
        "import", "customers", file, "--mapping", "老系统", "--json", stdout=out, stderr=io.StringIO()
    )
    assert json.loads(out.getvalue())["created"] == 1
    assert Customer.objects.get().custom == {"x": 7}
    customize.retire_field(boss, FieldDefinition.objects.get(code="x").uid)
    assert "丙" not in imports.bring("甲,乙,丙\nV9,单凝,7\n", "customers").mapping


def test_the_page_shows_what_a_column_becomes(boss, client_for):
    define(boss, "choice", code="metal")
    run = imports.bring("会员卡号,姓名,自定metal\nV1,沈佩兰,gold\n", "customers")
    columns = {each.name: each for each in import_pages.run_detail(boss, run.uid).columns}
    assert (columns["自定metal"].target, columns["自定metal"].change) == ("custom_metal", "黄金")
    page = client_for("admin").get(f"/imports/{run.uid}/").content.decode()
    assert 'value="custom_metal"' in page


# ── out and in again ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("existing", ["fill", "overwrite"])
def test_an_export_comes_in_again_unchanged(every_kind, tmp_path, form, existing):
    imports.write(members(every_kind, 0, 2), "customers")
    nobody = people.register_customer(imports.head_office(), name="没有号码")
    before = state()
    path = tmp_path / f"c.{form}"
    call_command("export", "customers", "--out", path, stdout=io.StringIO(), stderr=io.StringIO())
    run = imports.bring(path, "customers", options={"existing": existing})
    assert run.mapping["uid"] == "uid"
    assert {f"custom_own_{kind}" for kind in KINDS} <= set(run.mapping.values())
    own = {column: target for column, target in run.mapping.items() if target == "uid" or "custom" in target}
    run = operations.set_mapping(imports.head_office(), run.uid, "customers", {**own, "name": "name"})
    run = imports.finish(operations.write_import(imports.head_office(), run.uid))
    assert imports.counts(run) == (0, 0, 3, 0, 0)
    assert run.warned == 0
    assert state() == before
    assert nobody.pk


def test_a_list_taken_along_comes_in_again_unchanged(every_kind, boss):
    imports.write(members(every_kind, 0, 2), "customers")
    names = ["member_no", "name", *(f"custom_own_{kind}" for kind in KINDS)]
    path, _run = taking.take_export(boss, taking.ask_export(boss, WHO, columns=names, form="csv").uid)
    again = imports.write(path.read_bytes(), "customers", options={"existing": "overwrite"})
    assert {target for target in again.mapping.values() if "custom" in target} == set(names[2:])
    assert imports.counts(again) == (0, 0, 2, 0, 0)


def test_a_uid_is_a_certain_key_and_only_where_it_is_one(boss):
    one = people.register_customer(boss, name="沈佩兰", phone="13800000001")
    other = people.register_customer(boss, name="曾敏", phone="13800000002")
    run = imports.write(f"uid,姓名,职业\n{one.uid},沈佩兰,教师\n{other.uid},曾敏,医生\n", "customers")
    assert imports.counts(run) == (0, 2, 0, 0, 0)
    one.refresh_from_db()
    assert one.occupation == "教师"
    # the uid says who it is; a telephone of somebody else contradicts it
    clash = imports.write(f"编号,姓名,手机\n{one.uid},沈佩兰,13800000002\n", "customers")
    assert clash.mapping["编号"] == "uid"
    assert imports.codes(clash) == {2: ["two_customers_match"]}
    elsewhere = imports.write("uid,姓名,手机\n17,单凝,13800000003\n", "customers")
    assert "uid" not in elsewhere.mapping.values()
    assert elsewhere.created == 1


def test_a_uid_out_of_reach_is_refused(boss, stores, staff):
    far = people.register_customer(boss, name="沈佩兰", phone="13800000001", store=stores.opera)
    rights = {"view": "store", "add": "store", "change": "store", "fields": {"*": "write"}}
    grants = {"*": {"view": "all", "change": "all", "import": "all", "fields": {"*": "write"}}, WHO: rights}
    narrow = shop.actor_with(grants, staff=staff("manager"), stores=(stores.lake,))
    begun = imports.bring(f"uid,姓名,职业\n{far.uid},沈佩兰,教师\n", "customers", narrow)
    context = Context(begun, narrow, Options())
    units = [Unit((2,), customer_draft({"name": "沈佩兰", "occupation": "教师"}), said=Said(far.uid, {}))]
    context.known = find_known(context, units)
    batch = Batch()
    CustomerWriter(context).write(units, batch)
    assert [problem.code for _line, problem in batch.problems] == ["out_of_reach"]


@pytest.mark.parametrize("kind", ["orders", "visits"])
def test_known_orders_and_visits_are_found_by_uid_and_not_doubled(kind, boss):
    resource, model, content = FILES[kind]
    define(boss, "number", resource, code="x")
    people.register_customer(boss, name="沈佩兰", phone="13800000001")
    imports.write(content, kind, source="other")
    uid = model.objects.get().uid
    lines = content.replace(",7\n", ",9\n").splitlines()
    again = "\n".join([f"uid,{lines[0]}", *(f"{uid},{line}" for line in lines[1:])]) + "\n"
    run = imports.write(again, kind, options={"existing": "overwrite"})
    assert (run.created, run.updated) == (0, run.read)
    assert model.objects.get().custom == {"x": 9}


LINE_FILE = """订单号,商品名称,数量,单价,自定x,自定y
S1,手链,1,100.00,,甲
S1,戒指,1,100.00,7,乙
S1,耳钉,1,100.00,8,甲
"""


@pytest.fixture
def with_order(boss):
    """Order S1 of three lines, brought by a file without own fields."""
    people.register_customer(boss, name="沈佩兰", phone="13800000001")
    rows = ["手链", "戒指", "耳钉"]
    head = "订单号,下单时间,手机,客户姓名,商品名称,数量,单价,订单金额,实付金额"
    lines = [f"S1,2025-11-01 10:00,13800000001,沈佩兰,{each},1,100.00,300.00,300.00" for each in rows]
    imports.write("\n".join([head, *lines]) + "\n", "orders")
    for kind, code in (("number", "x"), ("text", "y")):
        define(boss, kind, "sales.order", code=code)
    return Order.objects.get()


def test_a_file_of_order_lines_fills_own_fields_of_the_order_by_the_first_line_that_says_one(with_order):
    before = state()
    run = imports.write(LINE_FILE, "order_lines")
    assert (run.mapping["自定x"], run.mapping["自定y"]) == ("custom_x", "custom_y")
    assert imports.counts(run)[:3] == (0, 3, 0)
    with_order.refresh_from_db()
    assert with_order.custom == {"x": 7, "y": "甲"}
    told = ImportProblem.objects.filter(run=run, code="own_value_differs").order_by("line")
    assert list(told.values_list("line", "column", "hint", "severity")) == [
        (3, "自定y", "乙", "warning"),
        (4, "自定x", "8", "warning"),
    ]
    assert imports.counts(imports.write(LINE_FILE, "order_lines"))[:3] == (0, 0, 3)
    imports.take_back(run)
    assert state() == before


def test_lines_that_say_nothing_of_own_fields_are_read_as_before(with_order):
    plain = "\n".join(",".join(row.split(",")[:4]) for row in LINE_FILE.splitlines()) + "\n"
    run = imports.write(plain, "order_lines")
    assert imports.counts(run)[:3] == (0, 0, 3)
    with_order.refresh_from_db()
    assert with_order.custom == {}
    run = imports.check(f"uid,{plain}".replace("\nS1", f"\n{with_order.uid},S1"), "order_lines")
    assert imports.counts(run)[:3] == (0, 0, 3)
