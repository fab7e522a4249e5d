"""Settings from the environment, typed; a secret may come from a file named in `<NAME>_FILE`."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(ValueError):
    """An environment variable that can't be used; the message names it and what it may be."""


def text(name: str, default: str = "") -> str:
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    raw = text(name)
    try:
        return int(raw) if raw else default
    except ValueError:
        raise BadSetting(f"{name} must be a whole number") from None


def switch(name: str, *, default: bool) -> bool:
    raw = text(name).lower()
    if raw not in ("", "1", "0", "true", "false", "yes", "no", "on", "off"):
        raise BadSetting(f"{name} must be on or off")
    return default if not raw else raw in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's database settings for `DATABASE_URL`; empty means SQLite in the data folder."""
    if not url:
        return sqlite(data / "parure.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting("DATABASE_URL must begin with postgresql:// or sqlite://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    # Our queries are short; compiling them takes longer than they do. Who waits for a locked row is told so in time.
    options.setdefault("options", "-c jit=off -c lock_timeout=20s")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as one machine needs it: one writer at a time that waits its turn, nothing lost in a power cut."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-16384; PRAGMA mmap_size=33554432; PRAGMA temp_store=MEMORY;",
        },
    }


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings for `PARURE_SMTP_URL`; an empty one sends nothing.

    smtp://host is plain, smtp+tls://user:password@host turns to TLS, smtps://user:password@host speaks it at once.
    """
    parts = urlsplit(url)
    if url and (parts.scheme not in MAIL_PORTS or not parts.hostname):
        raise BadSetting(
            "PARURE_SMTP_URL must look like smtp://host, smtp+tls://user:password@host or smtps://…"
        )
    return {
        "host": parts.hostname or "",
        "port": parts.port or MAIL_PORTS.get(parts.scheme, 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }
