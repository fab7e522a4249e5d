"""make test: the whole suite on SQLite, what needs no browser again on PostgreSQL, the pages in Chromium.

    python tools/test.py [pytest arguments]

TEST_DATABASE_URL       a PostgreSQL that may hold throw-away databases; without it a cluster is made and removed
PARURE_SKIP_BROWSER=1   leave the browser tests out
PARURE_SKIP_POSTGRES=1  leave PostgreSQL out
"""

import base64
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = Path("/etc/debian_version")
NOTHING_COLLECTED = 5
FOR_TESTS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c jit=off"


class Missing(RuntimeError):
    """Something that the tests need isn't on this machine; the message says how to get it."""


def postgres_folder() -> Path:
    """Where initdb and pg_ctl are; the newest version where there are several."""
    found = [
        Path(each).resolve().parent
        for name in ("initdb", "pg_ctl")
        if (each := shutil.which(name)) is not None
    ]
    found += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    )
    found += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing(
        "PostgreSQL isn't here: `apt-get install postgresql`, or set TEST_DATABASE_URL, or PARURE_SKIP_POSTGRES=1"
    )


def unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: who runs it then; None when we aren't root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("PostgreSQL doesn't run as root: start the tests as another user")


@contextmanager
def postgres(wanted: str = FOR_TESTS) -> Iterator[str]:
    """The address of a PostgreSQL for this run: the given one, or a cluster that is thrown away afterwards; `wanted`
    are options of its server.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    folder = postgres_folder()
    runner = unprivileged()
    home = Path(tempfile.mkdtemp(prefix="parure-pg-"))
    if runner:
        os.chown(home, runner.pw_uid, runner.pw_gid)
    data = home / "data"

    def run(name: str, *arguments: str) -> None:
        identity = {"user": runner.pw_uid, "group": runner.pw_gid, "extra_groups": []} if runner else {}
        done = subprocess.run(
            [str(folder / name), *arguments], cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, check=False, **identity,
        )  # fmt: skip
        if done.returncode:
            raise Missing(f"{name} failed: {done.stdout[-2000:]}")

    port = free_port()
    settings = f"-k {home} -p {port} -c listen_addresses= -c max_connections=60 {wanted}"
    try:
        # C.UTF-8: in locale C, case and trigram functions fail on Chinese
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "parure",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        run("pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", settings, "start")
        yield f"postgresql://parure@:{port}/postgres?host={home}"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def browser() -> str:
    """The path of a Chromium; on Debian, as root, it is installed where there is none."""
    if found := next((path for name in BROWSERS if (path := shutil.which(name))), None):
        return found
    if os.geteuid() == 0 and DEBIAN.exists() and shutil.which("apt-get"):
        print("Installing Chromium …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False, **quiet
        )
        if found := shutil.which("chromium"):
            return found
    raise Missing(
        "Chromium isn't here: `apt-get install chromium fonts-noto-cjk`, or set PARURE_SKIP_BROWSER=1"
    )


def house(data: Path) -> dict[str, str]:
    """The environment of a run: a data folder with keys of its own, nothing of the caller's shop."""
    keys = {"current": 1, "keys": {"1": random_key()}, "digest": random_key()}
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARURE_", "DATABASE_URL"))
    }
    return kept | {
        "PARURE_DATA": str(data),
        "PARURE_SECRET_KEY": secrets.token_urlsafe(32),
        "PARURE_KEYRING": json.dumps(keys),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def pytest(title: str, environment: dict[str, str], *arguments: str) -> bool:
    """One run of the suite; whether it went well."""
    print(f"\n── {title}", flush=True)
    began = time.monotonic()
    slowest = ("--durations=20", "--durations-min=4")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *slowest, *arguments, *sys.argv[1:]]
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    print(f"── {title}: {time.monotonic() - began:.0f} s", flush=True)
    return status in (0, NOTHING_COLLECTED)


def workers() -> str:
    return str(max(1, min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 8)))


def main() -> int:
    with_browser = os.environ.get("PARURE_SKIP_BROWSER") != "1"
    with_postgres = os.environ.get("PARURE_SKIP_POSTGRES") != "1"
    results: dict[str, bool] = {}
    parallel = ("-n", workers(), "--dist", "loadfile")
    with ExitStack() as stack:
        environment = house(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parure-test-"))))
        # asked first: whoever lacks something learns it now, not in eight minutes
        chromium = browser() if with_browser else ""
        url = stack.enter_context(postgres()) if with_postgres else ""
        results["SQLite"] = pytest("SQLite", environment, "-m", "not browser and not cluster", *parallel)
        if url:
            results["PostgreSQL"] = pytest(
                "PostgreSQL",
                environment | {"DATABASE_URL": url},
                "-m",
                "not browser and not cluster",
                *parallel,
            )
        if chromium:
            results["browser"] = pytest(
                "browser", environment | {"PARURE_BROWSER": chromium}, "-m", "browser", *parallel
            )
    print("\n" + "  ".join(f"{name}: {'ok' if good else 'FAILED'}" for name, good in results.items()))
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Missing as missing:
        print(missing, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
