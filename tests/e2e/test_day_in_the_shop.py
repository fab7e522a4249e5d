"""A day in the shop: what an advisor, a manager and an owner do, at the desk and on the phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

NEW_PHONE = {"phone": "13700009001", "desk": "13700009002"}
BOTH = pytest.mark.parametrize("width", ["phone", "desk"])


def customers_of(demo: Any, role: str, columns: str, more: str = "") -> list[tuple[Any, ...]]:
    """Customers whom the person of this role looks after in their store."""
    return demo.rows(
        f"SELECT {columns} FROM people_customer c JOIN access_staff s ON s.id = c.owner_id"
        f" WHERE s.username = ? AND NOT c.is_archived {more} ORDER BY c.id",
        role,
    )


def address_of(uid: str) -> str:
    return f"/customers/{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}/"


def first_customer(demo: Any, role: str = "advisor") -> str:
    return address_of(str(customers_of(demo, role, "c.uid")[0][0]).replace("-", ""))


def settled(page: Any) -> None:
    """Until nothing is on its way."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)


def dialog(page: Any) -> Any:
    shown = page.locator("#dialog[open]")
    expect(shown.locator("#dialog-title")).to_be_visible()
    return shown


def toast(page: Any) -> Any:
    return page.locator("#toasts > *").last


def undo(page: Any) -> None:
    toast(page).locator("[data-act]").click()
    expect(toast(page)).to_contain_text("已撤销")


def reveals(demo: Any) -> int:
    return int(demo.rows("SELECT count(*) FROM access_auditentry WHERE action = 'reveal'")[0][0])


# ── the advisor ──────────────────────────────────────────────────────────────


def test_today_s_tasks_are_done_taken_back_and_put_off(demo_page):
    page = demo_page("advisor")
    expect(page.locator("#today h1")).to_have_text("今日")
    rows = page.locator("#today .pr-row")
    row = page.locator(f"#{rows.first.get_attribute('id')}")
    count = rows.count()
    row.locator("[hx-post$='/done/']").click()
    expect(toast(page)).to_be_visible()
    expect(row).to_have_count(0)
    undo(page)
    expect(rows).to_have_count(count)

    due = row.locator(".due").inner_text()
    row.locator("[data-menu^='later-']").click()
    row.locator("button[name=days][value='3']").click()
    expect(toast(page)).to_be_visible()
    expect(page.locator(f"#{row.get_attribute('id')} .due", has_text=due.split()[0])).to_have_count(0)
    undo(page)
    expect(row.locator(".due")).to_have_text(re.compile(re.escape(due.split()[0])))


def test_on_the_phone_a_task_is_opened_done_taken_back_and_put_off(demo_page):
    page = demo_page("advisor", width="phone")
    rows = page.locator("#today .pr-row")
    row = page.locator(f"#{rows.first.get_attribute('id')}")
    row.locator("a[href^='/tasks/'][data-dialog]").first.click()
    form = dialog(page)
    form.locator("[name=outcome]").fill("说好周六来")
    form.locator("button[type=submit]").click()
    expect(row).to_have_count(0)
    undo(page)
    expect(row).to_be_visible()

    row.locator("a[href^='/tasks/'][data-dialog]").first.click()
    dialog(page).locator("a[href$='/later/']").click()
    form = dialog(page)
    form.locator("label", has_text="3 天后").click()
    form.locator("button[type=submit]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    undo(page)


@BOTH
def test_somebody_is_found_by_pinyin_and_opened_by_keys(width, demo_page, demo):
    page = demo_page("advisor", width=width)
    settled(page)
    name, pinyin = next(
        each for each in customers_of(demo, "advisor", "c.name, c.pinyin") if len(each[1].split()[0]) > 1
    )
    page.keyboard.press("/")
    field = page.locator("#search input[name=q]")
    expect(field).to_be_focused()
    field.press_sequentially(pinyin.split()[0], delay=20)
    hits = page.locator("#hits .pr-hit")
    expect(page.locator("#hits")).to_have_attribute("aria-busy", "false")
    expect(hits.first).to_be_visible()
    first = page.locator("#hits [aria-selected=true]")
    expect(first).to_have_count(1)
    if hits.count() > 1:
        page.keyboard.press("ArrowDown")
        expect(hits.nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowUp")
    field.fill(name)
    expect(page.locator("#hits")).to_have_attribute("aria-busy", "false")
    expect(hits.first).to_contain_text(name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/customers/[0-9a-f-]{36}/"))
    expect(page.locator("#customer h1")).to_have_text(name)


@BOTH
def test_a_number_is_shown_on_record(width, demo_page, demo):
    page = demo_page("advisor", width=width)
    page.goto(first_customer(demo))
    settled(page)
    before = reveals(demo)
    head = page.locator(".pr-person")
    assert "*" in head.inner_text() or "•" in head.inner_text()
    head.locator("[hx-post*='/reveal/']").first.click()
    expect(head.locator("[data-clear] a[href^='tel:']")).to_have_text(re.compile(r"1\d\d ?\d{4} ?\d{4}"))
    assert reveals(demo) == before + 1


@BOTH
def test_visit_talk_and_task_are_written_without_leaving_the_customer(width, demo_page, demo):
    page = demo_page("advisor", width=width)
    address = first_customer(demo)
    page.goto(address)
    settled(page)
    bar = ".pr-actbar" if width == "phone" else ".pr-person .acts"
    code = demo.rows("SELECT code FROM catalog_piece WHERE status = 'IN_STOCK' ORDER BY id LIMIT 1")[0][0]

    page.locator(f"{bar} a[href$='/visit/']").click()
    form = dialog(page)
    form.locator("#f-q").press_sequentially(code, delay=10)
    form.locator("#piece-choices .pr-choice").first.click()
    form.locator("#pieces input[name=tried]").check()
    form.locator("[name=note]").fill(f"试戴了，很喜欢（{width}）")
    form.locator("button[type=submit]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(page.locator("#story")).to_contain_text(f"试戴了，很喜欢（{width}）")

    page.locator(f"{bar} a[href$='/talk/']").click()
    form = dialog(page)
    form.locator("[name=content]").fill(f"周末带先生来看（{width}）")
    form.locator("button[type=submit]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(page.locator("#story")).to_contain_text(f"周末带先生来看（{width}）")

    page.locator(f"{bar} a[href*='/tasks/add/']").click()
    form = dialog(page)
    form.locator("[name=title]").fill(f"发一张上手图（{width}）")
    form.locator("button[type=submit]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(page.locator("#customer")).to_contain_text(f"发一张上手图（{width}）")
    assert page.url.endswith(address)


@BOTH
def test_registering_notices_who_is_known_and_leads_to_who_is_new(width, demo_page, demo):
    page = demo_page("advisor", width=width)
    page.goto("/customers/new/")
    form = page.locator("form[data-register]")
    form.locator("[name=phone]").fill(NEW_PHONE[width])
    form.locator("[name=name]").fill("顾清扬")
    form.locator("button[type=submit]").click()
    page.wait_for_url(re.compile("/customers/[0-9a-f-]{36}/"))
    expect(page.locator("#customer h1")).to_have_text("顾清扬")
    expect(toast(page)).to_contain_text("已登记")

    settled(page)
    if width == "phone":
        page.goto("/customers/new/")
    else:
        page.keyboard.press("n")
        page.locator("#quick-add a[href='/customers/new/']").click()
    form = page.locator("form[data-register]")
    form.locator("[name=phone]").press_sequentially(NEW_PHONE[width], delay=10)
    expect(page.locator("#known .pr-dup")).to_contain_text("顾清扬")
    form.locator("[name=name]").fill("顾太太")
    form.locator("button[type=submit]").click()
    expect(page.locator("#known [name=shares_phone]")).to_be_visible()
    assert not demo.rows("SELECT 1 FROM people_customer WHERE name = '顾太太'")


@BOTH
def test_the_list_is_narrowed_ordered_and_paged(width, demo_page, demo):
    page = demo_page("owner", width=width)
    page.goto("/customers/?view=all")
    settled(page)
    rows = page.locator("#list tbody tr")
    all_of_them = page.locator("#list [role=status]").first.inner_text()
    page.locator("#add-term").click()
    page.locator("#new-term button", has_text="阶段").first.click()
    editor = page.locator("#new-term form[data-filter]")
    editor.locator("[name=v]").first.check()
    editor.locator("button[type=submit]").click()
    expect(page.locator("#list .pr-term")).to_have_count(1)
    expect(page.locator("#list [role=status]").first).not_to_have_text(all_of_them)
    page.locator("#list .pr-term .x").click()
    expect(page.locator("#list .pr-term")).to_have_count(0)

    if width == "phone":
        page.locator("#sort-by").click()
        page.locator("#sorts a", has_text="累计").first.click()
    else:
        page.locator("#list thead a", has_text="累计").click()
    expect(page).to_have_url(re.compile("sort=-?total_spent"))
    settled(page)
    first = rows.first.inner_text()
    page.locator(".pr-pager").get_by_label("下一页").click()
    expect(page).to_have_url(re.compile("after="))
    expect(rows.first).not_to_have_text(first)


@BOTH
def test_look_and_language_are_chosen_and_kept(width, demo_page, demo):
    page = demo_page("service", width=width)
    menu = "#me" if width == "phone" else "#self"
    opener = page.locator(f"[data-menu='{menu[1:]}']")
    opener.click()
    page.locator(f"{menu} [data-theme=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    opener.click()
    page.locator(f"{menu} button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#today h1")).to_have_text("Today")
    opener.click()
    page.locator(f"{menu} button[value='zh-hans']").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    opener.click()
    page.locator(f"{menu} form[action='/signout/'] button").click()
    page.wait_for_url("**/signin/**")
    page.goto("/customers/")
    assert "/signin/" in page.url


# ── those who lead ───────────────────────────────────────────────────────────


def test_the_manager_sees_the_team_and_gives_a_task_on(demo_page, demo):
    page = demo_page("manager")
    expect(page.locator("#today table")).to_be_visible()
    page.goto("/tasks/?list=team")
    settled(page)
    row = page.locator(f"#{page.locator('#tasks .pr-row').first.get_attribute('id')}")
    who = row.locator(".due .t-3").inner_text()
    row.locator("[data-menu^='later-']").click()
    row.locator("a[href$='/give/']").click()
    form = dialog(page)
    label = next(each for each in form.locator("label.pr-chip").all() if each.inner_text().strip() != who)
    name = label.inner_text().strip()
    label.click()
    form.locator("button[type=submit]").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(row.locator(".due .t-3")).to_have_text(name)


def test_the_owner_reads_orders_and_one_of_them(demo_page):
    page = demo_page("owner")
    page.goto("/orders/?view=all")
    settled(page)
    page.locator("#list tbody tr a[href^='/orders/']").first.click()
    page.wait_for_url(re.compile("/orders/[0-9a-f-]{36}/"))
    expect(page.locator("main")).to_contain_text("¥")


def test_enter_that_ends_a_composition_submits_nothing(demo_page, demo):
    """As an input method sends it: within the composition, and afterwards with keyCode 229."""
    page = demo_page("advisor")
    page.goto("/customers/new/")
    page.locator("[name=name]").fill("输入中")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("[name=name]").focus()
    kept = page.evaluate(
        """() => {
          const field = document.querySelector("[name=name]");
          field.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
          const during = new KeyboardEvent("keydown",
            {key: "Enter", isComposing: true, bubbles: true, cancelable: true});
          const after = new KeyboardEvent("keydown", {key: "Enter", keyCode: 229, bubbles: true, cancelable: true});
          return [field.dispatchEvent(during), field.dispatchEvent(after)];
        }"""
    )
    assert kept == [False, False]  # both were prevented from doing what Enter does
    settled(page)
    assert sent == []
    assert page.url.endswith("/customers/new/")


def test_enter_in_a_composition_opens_no_hit(demo_page):
    page = demo_page("advisor")
    settled(page)
    page.keyboard.press("/")
    page.locator("#search input[name=q]").press_sequentially("li", delay=20)
    expect(page.locator("#hits .pr-hit").first).to_be_visible()
    where = page.url
    page.evaluate(
        """() => {
          const field = document.querySelector("#search input[name=q]");
          field.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
          field.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", isComposing: true, bubbles: true, cancelable: true}));
        }"""
    )
    settled(page)
    assert page.url == where
