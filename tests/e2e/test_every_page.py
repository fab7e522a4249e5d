"""Pages that everybody meets: nothing wider than the screen, nothing that shuts anybody out, in both looks."""

from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDTHS = ("phone", "tablet", "desk")
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((each) => each.outerHTML.slice(0, 120));
}"""


def addresses(demo: Any) -> dict[str, str]:
    """The pages by name, with a record of the demo shop where one is needed."""

    def record(table: str, order: str) -> str:
        return str(UUID(demo.rows(f"SELECT uid FROM {table} ORDER BY {order} LIMIT 1")[0][0]))

    return {
        "today": "/",
        "customers": "/customers/?view=all",
        "customer": f"/customers/{record('people_customer', 'total_spent_minor DESC')}/",
        "register": "/customers/new/",
        "orders": "/orders/?view=all",
        "order": f"/orders/{record('sales_order', 'total_minor DESC')}/",
        "pieces": "/pieces/?view=all",
        "piece": f"/pieces/{record('catalog_piece', 'label_price_minor DESC')}/",
        "styles": "/styles/",
        "visits": "/visits/?view=all",
        "tasks": "/tasks/?list=team",
        "imports": "/imports/",
        "search": "/search/?q=li",
        "missing": "/nowhere/",
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(width, demo_page, demo):
    page = demo_page("owner", width=width)
    wide = {}
    for name, address in addresses(demo).items():
        page.goto(address)
        expect(page.locator(".htmx-request")).to_have_count(0)
        if over := page.evaluate(WIDER):
            wide[name] = over
    assert wide == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_nobody_is_shut_out(width, dark, demo_page, demo):
    """Nothing serious or critical of WCAG 2.1 A and AA."""
    page = demo_page("owner", width=width, dark=dark)
    faults = {}
    for name, address in addresses(demo).items():
        page.goto(address)
        expect(page.locator(".htmx-request")).to_have_count(0)
        found = Axe().run(page, options=STANDARD).response["violations"]
        bad = [
            (each["id"], [node["target"] for node in each["nodes"]][:3])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        if bad:
            faults[name] = bad
    assert faults == {}
