"""Take the pictures of the user guide from a demo shop: `python tools/pictures.py` (`make pictures`).

Builds a demo shop of its own, adds what the demo leaves out (`tools/pictures_shop.py`), serves it, opens each page as the role that the guide speaks to, and writes
docs/pictures/guide/<name>.png. Needs Chromium, which `make test` finds or installs.
"""

import io
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "docs/pictures/guide"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
Act = Callable[[Any], None]
COLOURS = 96  # of a picture as it is kept; pages have few
OWN_COLUMNS = (
    "view=all&f=custom_found_us:in:friend,online&sort=-total_spent&col=name&col=phones&col=total_spent"
    "&col=custom_found_us&col=custom_drinks&col=custom_gift_box"
)


def first_row(page: Any) -> None:
    """Open the first record of the list."""
    page.locator("[data-row] a").first.click()
    page.wait_for_load_state("networkidle")


def ask(page: Any) -> None:
    """Type into the search."""
    page.keyboard.press("/")
    page.locator("#search input").fill("王")
    page.locator("#hits .pr-hit").first.wait_for()


def phone_form(page: Any) -> None:
    page.locator("[name=phone]").fill("13800001234")


def handing_over(page: Any) -> None:
    """Choose whose customers go, and to whom."""
    page.locator("[name=staff]").select_option(label="唐雨薇")
    for name in ("林知夏", "宋岚"):
        page.locator("label", has=page.locator("[name=to]")).filter(has_text=name).click()


def first_pair(page: Any) -> None:
    """Open the first two likely duplicates side by side."""
    page.locator("#pairs .pr-twin-who").first.click()
    page.wait_for_load_state("networkidle")


def as_a_guest(page: Any) -> None:
    """Follow the first code for joining, as a customer does."""
    page.locator("#join-links a").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(page.locator("[data-copy]").first.get_attribute("data-copy"))
    page.wait_for_load_state("networkidle")


# name of the picture, role, size, address, what is done before it is taken
PICTURES: tuple[tuple[str, str, str, str, Act | None], ...] = (
    ("today", "advisor", "desk", "/", None),
    ("today-phone", "advisor", "phone", "/", None),
    ("search", "advisor", "desk", "/", ask),
    ("register", "advisor", "phone", "/customers/new/", phone_form),
    ("customer", "advisor", "desk", "/customers/", first_row),
    ("customer-phone", "advisor", "phone", "/customers/", first_row),
    ("customers", "manager", "desk", "/customers/", None),
    ("tasks", "advisor", "desk", "/tasks/", None),
    ("pieces", "advisor", "desk", "/pieces/", None),
    ("orders", "manager", "desk", "/orders/", None),
    ("imports", "manager", "desk", "/imports/new/", None),
    ("duplicates", "manager", "desk", "/duplicates/", None),
    ("side-by-side", "manager", "desk", "/duplicates/", first_pair),
    ("wishes", "manager", "desk", "/wishes/?view=here", None),
    ("wishes-phone", "advisor", "phone", "/wishes/?view=open", None),
    ("handover", "owner", "desk", "/customers/handover/", handing_over),
    ("quality", "owner", "desk", "/settings/quality/", None),
    ("own-fields", "manager", "desk", f"/customers/?{OWN_COLUMNS}", None),
    ("join", "owner", "phone", "/settings/join/", as_a_guest),
    ("insight", "owner", "desk", "/insight/", None),
    ("groups", "owner", "desk", "/insight/rfm/", None),
    ("report", "owner", "desk", "/insight/reports/ready/sales-category/", None),
    ("fields", "admin", "desk", "/settings/fields/", None),
    ("roles", "admin", "desk", "/settings/roles/", None),
    ("audit", "admin", "desk", "/settings/audit/", None),
)


@contextmanager
def demo_shop(password: str) -> Iterator[str]:
    """The address of a served demo shop that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="parure-pictures-") as data:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        environment = os.environ | {"PARURE_DATA": data, "DATABASE_URL": "", "PORT": port}
        command = [sys.executable, "-m", "parure"]
        subprocess.run([*command, "migrate", "-v0"], env=environment, check=True)
        filled = [*command, "demo", "--password"]
        subprocess.run([*filled, password], env=environment, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, ROOT / "tools/pictures_shop.py"], env=environment, check=True)
        server = subprocess.Popen([*command, "serve"], env=environment, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/readyz")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def keep(picture: bytes, path: Path) -> None:
    """Write a picture of a page in few colours, a third of its size."""
    from PIL import Image

    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    from playwright.sync_api import sync_playwright

    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        print("No Chromium here: install it (apt-get install chromium fonts-noto-cjk) and try again.")
        return 1
    TO.mkdir(parents=True, exist_ok=True)
    password = secrets.token_hex(12)  # no dash, which a command takes for an option
    with demo_shop(password) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=FLAGS, env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        for name, role, size, path, act in PICTURES:
            width, height = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(f"{address}/signin/")
            page.fill("[name=username]", role)
            page.fill("[name=password]", password)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/signin/" not in url)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            if act:
                act(page)
            keep(page.screenshot(), TO / f"{name}.png")
            context.close()
            print(name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
