"""Pages in a real browser, on a real server with a database of its own.

`shop_page(role)` opens Chromium signed in as that role. Every test fails on an error in the console, an
exception of a script, a breach of the content security policy, or an answer of 500.
"""

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from factories.database import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDTHS = {"desk": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}
START_SECONDS = 40


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands here opens pages, whether or not it says so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class House:
    """A running server. Everybody of the fixture shop signs in with `password`."""

    url: str
    password: str
    data: Path

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database of the running server."""
        with sqlite3.connect(self.data / "parure.sqlite3", timeout=5) as base:
            return base.execute(sql, values).fetchall()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The canary shop."""
    yield from served(tmp_path_factory.mktemp("house"), [["-m", "factories.served_shop"]])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small demo shop; the roles sign in by their names."""
    fill = ["-m", "parure", "demo", "--customers", "120", "--orders", "300", "--password"]
    yield from served(tmp_path_factory.mktemp("demo"), [["-m", "parure", "migrate", "-v0"], fill])


def served(data: Path, commands: list[list[str]]) -> Iterator[House]:
    """Fill a database of its own by these commands and serve it."""
    password, port = secrets.token_hex(12), free_port()  # no dash, which a command takes for an option
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PARURE_KEYRING")
    }
    environment = kept | {
        "PARURE_DATA": str(data),
        "PARURE_SECRET_KEY": secrets.token_urlsafe(32),
        "PARURE_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(ROOT / "tests"), str(ROOT / "src"), os.environ.get("PYTHONPATH")])
        ),
        "PORT": str(port),
    }
    for command in commands:
        given = [*command, password] if command[-1] == "--password" else command
        filled = subprocess.run(
            [sys.executable, *given],
            env=environment, cwd=ROOT, input=password, text=True, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert filled.returncode == 0, filled.stderr[-3000:]
    log = (data / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "parure", "serve"], env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", server, data / "server.log")
        yield House(f"http://127.0.0.1:{port}", password, data)
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers; a server that has ended is not waited for."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server doesn't answer: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("PARURE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def watch(page: Any, faults: list[str]) -> None:
    """Write down what must not happen on a page."""

    def on_console(message: Any) -> None:
        # 4xx answers are what some tests ask for; the browser reports each as an error of its own
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(f"console: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "response",
        lambda answer: faults.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None,
    )
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))"
    )


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of a house in a fresh browser profile: `new_page(house, width="phone", language="zh-CN")`."""
    faults: list[str] = []
    contexts: list[Any] = []

    def opened(house: House, *, width: str = "desk", language: str = "zh-CN", dark: bool = False) -> Any:
        across, down = WIDTHS[width]
        context = chromium.new_context(
            base_url=house.url,
            viewport={"width": across, "height": down},
            locale=language,
            color_scheme="dark" if dark else "light",
            has_touch=width == "phone",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def shop_page(new_page: Callable[..., Any], house: House) -> Callable[..., Any]:
    """A signed-in page of the canary shop: `shop_page("advisor", width="phone")`."""
    return lambda role, **options: signed_in(new_page(house, **options), role, house.password)


@pytest.fixture
def demo_page(new_page: Callable[..., Any], demo: House) -> Callable[..., Any]:
    """A signed-in page of the demo shop."""
    return lambda role, **options: signed_in(new_page(demo, **options), role, demo.password)


def signed_in(page: Any, role: str, password: str) -> Any:
    sign_in(page, role, password)
    return page


def sign_in(page: Any, username: str, password: str) -> None:
    page.goto("/signin/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/signin/" not in url)
