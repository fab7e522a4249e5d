"""A throw-away house to measure: its folder, its database, its web server."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

PASSWORD = "Ring-Shop-77x"


@contextmanager
def database(kind: str) -> Iterator[str]:
    """DATABASE_URL of the measured database: empty for SQLite, else a fresh PostgreSQL cluster that is safe against
    power cuts and has the settings that docs/operating.md names for a shop.
    """
    if kind == "sqlite":
        yield ""
        return
    import test as tool  # tools/test.py knows how to start one

    with tool.postgres(_as_in_a_shop()) as url:
        yield url


def _as_in_a_shop() -> str:
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return (
        f"-c shared_buffers={min(megabytes // 4, 4096)}MB -c effective_cache_size={megabytes // 2}MB"
        " -c max_wal_size=4GB -c random_page_cost=1.1"
    )


def open_house(data: Path, url: str) -> None:
    """Make this process a part of the house: settings, tables, roles."""
    os.environ["PARURE_DATA"] = str(data)
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "parure.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen]:
    """`parure serve` for the house of this process's environment; one web process."""
    command = [sys.executable, "-m", "parure", "serve", "--port", str(port)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                door = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                door.request("GET", "/readyz")
                if door.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=20)


class Visitor:
    """One signed-in client with one connection that stays open."""

    def __init__(self, port: int, username: str) -> None:
        self.port, self.cookies = port, {}
        self.door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        page = self.get("/signin/")[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = urlencode({"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token})
        status, body = self.ask("POST", "/signin/", form)
        assert status == 302, (status, body[:400])

    def ask(self, method: str, path: str, form: str = "") -> tuple[int, bytes]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"http://127.0.0.1:{self.port}/",
            "Accept-Encoding": "identity",
        }
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer(method, path, form, headers)
        body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, body

    def _answer(self, method: str, path: str, form: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Asked again on a new connection where the server closed this one because nobody spoke on it for long."""
        self.door.request(method, path, form or None, headers)
        try:
            return self.door.getresponse()
        except http.client.RemoteDisconnected:
            self.door.request(method, path, form or None, headers)
            return self.door.getresponse()

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", path)

    def timed(self, path: str) -> float:
        """Milliseconds of one whole answer, which must be a 200."""
        began = time.perf_counter()
        status, body = self.get(path)
        took = (time.perf_counter() - began) * 1000
        assert status == 200, (path, status, body[:300])
        return took


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, in MB."""
    pids, total = [pid], 0
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                stat = (each / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) in pids:
                pids.append(int(each.name))
    for each in pids:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{each}/status").read_text())
        total = max(total, int(found[1]) if found else 0)
    return total / 1024
