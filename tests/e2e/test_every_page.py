"""Pages that everybody meets: nothing wider than the screen, nothing that shuts anybody out, in both looks."""

from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from parure.web import urls

WIDTHS = ("phone", "tablet", "desk")
PATIENCE = 60_000  # milliseconds: the first figures wait until their engine is loaded
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((each) => each.outerHTML.slice(0, 120));
}"""


# Addresses without a record that are no pages: parts of pages, files, answers to machines, and what only takes a form.
NO_PAGES = {
    "account-end-others", "audit-take", "customer-choices", "customer-phone-known", "dashboard-figures", "duplicates-look", "duplicates-merge",
    "duplicates-progress", "healthz", "look-stop", "notice-count", "notice-latest", "piece-choices",
    "quality-again", "readyz", "report-file", "rfm-progress", "rfm-refresh", "segment-sample",
    "role-brought", "role-export", "role-take", "service-worker", "set-language", "signin", "signout", "wish-goods",
}  # fmt: skip
VIEWS = {
    "customers": "?view=all",
    "orders": "?view=all",
    "pieces": "?view=all",
    "visits": "?view=all",
    "search": "?q=li",
    "tasks": "?list=team",
    "role-compare": "?a=advisor&b=manager",
}


def addresses(demo: Any) -> dict[str, str]:
    """Every page by name, with a record of the demo shop where one is needed."""

    def of(name: str, table: str, order: str = "id") -> str:
        uid = demo.rows(f"SELECT uid FROM {table} ORDER BY {order} LIMIT 1")[0][0]
        return reverse(name, args=[UUID(str(uid))])

    plain = {
        each.name: reverse(each.name)
        for each in urls.urlpatterns
        if not each.pattern.converters and each.name not in NO_PAGES
    }
    customer, spent = "people_customer", "total_spent_minor DESC"
    return {name: address + VIEWS.get(name, "") for name, address in plain.items()} | {
        "customer": of("customer", customer, spent),
        "customer edit": of("customer-edit", customer, spent),
        "customer audit": of("customer-audit", customer, spent),
        "order": of("order", "sales_order", "total_minor DESC"),
        "piece": of("piece", "catalog_piece", "label_price_minor DESC"),
        "style": of("style", "catalog_style"),
        "staff member": of("staff-member", "access_staff"),
        "store": of("store-change", "access_store"),
        "role": of("role", "access_role"),
        "tag": of("tag-change", "customize_tag"),
        "missing": "/nowhere/",
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(width, demo_page, demo):
    page = demo_page("admin", width=width)
    wide = {}
    for name, address in addresses(demo).items():
        answer = page.goto(address)
        assert answer.status in (200, 404), (name, answer.status)
        expect(page.locator(".htmx-request")).to_have_count(0, timeout=PATIENCE)
        if over := page.evaluate(WIDER):
            wide[name] = over
    assert wide == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_nobody_is_shut_out(width, dark, demo_page, demo):
    """Nothing serious or critical of WCAG 2.1 A and AA."""
    page = demo_page("admin", width=width, dark=dark)
    faults = {}
    for name, address in addresses(demo).items():
        page.goto(address)
        expect(page.locator(".htmx-request")).to_have_count(0, timeout=PATIENCE)
        found = Axe().run(page, options=STANDARD).response["violations"]
        bad = [
            (each["id"], [node["target"] for node in each["nodes"]][:3])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        if bad:
            faults[name] = bad
    assert faults == {}
