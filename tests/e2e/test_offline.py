"""Without a network, and after it: what was opened can be read, what was typed is not lost, nobody else finds it."""

import pytest
from playwright.sync_api import expect

from e2e.test_day_in_the_shop import first_customer, settled

KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("parure-vault");
    asked.onsuccess = () => done(asked.result);
  });
  const all = (store) => new Promise((done) => {
    if (!base.objectStoreNames.contains(store)) return done([]);
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const rows = [...(await all("customers")), ...(await all("drafts"))];
  base.close();
  return rows.map((row) => new TextDecoder().decode(row.sealed));
}"""


def until(page, promise):
    """Until what is promised is true."""
    page.evaluate(
        f"async () => {{ while (!(await {promise})) await new Promise((next) => setTimeout(next, 50)); }}"
    )


@pytest.fixture
def customer(demo_page, demo):
    page = demo_page("advisor")
    page.goto(first_customer(demo))
    settled(page)
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => caches.match('/offline/')).then(Boolean)"
    )
    page.wait_for_function(f"({KEPT})().then((rows) => rows.length > 0)")
    return page


def test_who_was_opened_last_can_be_read_without_a_network(customer):
    name = customer.locator("h1").first.inner_text()
    address = customer.url
    assert all(name not in row for row in customer.evaluate(KEPT)), "it lies there in clear"
    customer.context.set_offline(True)
    customer.goto(address)
    expect(customer.locator("#kept-page")).to_contain_text(name)
    expect(customer.locator("#kept a").first).to_contain_text(name)
    expect(customer.locator("#kept-page button")).to_have_count(0)
    customer.goto("/orders/")
    expect(customer.locator("#kept a").first).to_contain_text(name)
    customer.context.set_offline(False)


def test_at_sign_out_it_is_gone(customer):
    address = customer.url
    customer.locator("[data-menu=self]").click()
    customer.locator("[data-signout] button").first.click()
    customer.wait_for_url("**/signin/")
    customer.goto("/offline/")
    expect(customer.locator("#kept-none")).to_be_visible()
    assert customer.evaluate(KEPT) == []
    customer.goto(address)
    assert "/signin/" in customer.url


def test_what_was_typed_comes_back_after_the_page_was_lost(customer):
    def open_form():
        customer.goto(f"{customer.url.split('edit/')[0]}edit/")
        return customer.locator("form.pr-dlg")

    form = open_form()
    form.locator("[name=occupation]").fill("珠宝鉴定师")
    until(customer, f"({KEPT})().then((rows) => rows.length === 2)")
    customer.on("dialog", lambda asked: asked.accept())
    form = open_form()
    expect(form.locator("[name=occupation]")).not_to_have_value("珠宝鉴定师")
    form.locator("[data-restore]").click()
    expect(form.locator("[name=occupation]")).to_have_value("珠宝鉴定师")
    form.locator("button[type=submit]").click()
    customer.wait_for_url(lambda url: "edit" not in url)
    form = open_form()
    expect(form.locator("[name=occupation]")).to_have_value("珠宝鉴定师")
    expect(form.locator("[data-restore]")).to_have_count(0)
