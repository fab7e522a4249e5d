"""The house that tests stand in: real settings, a database in a file or on PostgreSQL, no network."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from hypothesis import HealthCheck, settings

from factories import database, probe, shop
from parure.access import encryption
from parure.access.actors import Actor, forget_actors
from parure.access.models import Role, Staff, Store
from parure.access.roles import seed_roles
from parure.customize import definitions, queries, views
from parure.customize.definitions import forget_definitions
from parure.customize.views import forget_defaults
from parure.insight.groups import names as group_names
from parure.insight.groups.names import forget_group_names
from parure.insight.reports.process import RECKONER
from parure.people.ownership.care import forget_care
from parure.people.segments.runs import forget_watching

# How long a machine takes to think of examples says nothing about the house.
settings.register_profile("parure", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parure")


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys and kept files of this run alone."""
    from django.conf import settings

    patch = pytest.MonkeyPatch()
    data = tmp_path_factory.mktemp("data")
    (data / "static").mkdir()
    patch.setattr(settings, "PARURE_DATA", data)
    patch.setattr(settings, "STATIC_ROOT", data / "static")
    encryption.keyring.cache_clear()
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """A connection to anywhere else is a mistake."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError("tests reach this machine only")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file as in a shop, one a worker; emptied past the triggers of ledgers."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
    operations = type(connection.ops)
    operations.sql_flush = database.emptying(operations.sql_flush)


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What processes keep in memory must not outlive a test's database, nor run out in the middle of a test."""
    for remembering in (queries, definitions, views, group_names):
        monkeypatch.setattr(remembering, "CACHE_SECONDS", 600.0)
    forget_actors()
    forget_definitions()
    forget_defaults()
    forget_care()
    forget_watching()
    forget_group_names()
    yield
    forget_actors()
    forget_definitions()
    forget_defaults()
    forget_care()
    forget_watching()
    forget_group_names()


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    """The seeded roles by code."""
    return {role.code: role for role in seed_roles()}


@pytest.fixture
def stores(db: None) -> shop.Stores:
    """Two regions, three stores."""
    return shop.open_stores()


@pytest.fixture
def staff(roles: dict[str, Role], stores: shop.Stores) -> Callable[..., Staff]:
    """Hire: `staff("advisor")` works in the Lake store, `staff("manager", stores.opera)` elsewhere."""

    def hire(role: str, store: Store | None = None, **values: Any) -> Staff:
        return shop.hire(role, store or stores.lake, **values)

    return hire


class _Actors(dict[str, Actor]):
    """One actor a role, hired on first mention, all in the Lake store."""

    def __init__(self, hire: Callable[..., Staff]) -> None:
        super().__init__()
        self.hire = hire
        self.people: dict[str, Staff] = {}

    def __missing__(self, role: str) -> Actor:
        self.people[role] = self.hire(role, username=role)
        self[role] = shop.acting(self.people[role])
        return self[role]


@pytest.fixture
def actors(staff: Callable[..., Staff]) -> _Actors:
    """`actors["advisor"]`; the staff members themselves are in `actors.people`."""
    return _Actors(staff)


@pytest.fixture
def client_for(actors: _Actors) -> Callable[..., Client]:
    """A signed-in test client: `client_for("advisor")`, or for a staff member."""

    def signed_in(who: str | Staff, **defaults: Any) -> Client:
        if isinstance(who, str):
            assert actors[who]
            who = actors.people[who]
        client = Client(**defaults)
        client.force_login(who)
        return client

    return signed_in


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], AbstractContextManager[Any]]:
    """`with committed(): …` runs what was to follow the commit, as outside tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def probed(db: None) -> Iterator[str]:
    """The record type `test.customer` for the length of a test."""
    probe.declare()
    yield probe.NAME
    probe.withdraw()


@pytest.fixture(scope="module")
def reckoner() -> Iterator[None]:
    """The process that reckons figures, gone after the last test of a file."""
    yield
    RECKONER.stop()


@pytest.fixture
def own_copy(reckoner: None, settings: Any, tmp_path: Path) -> None:
    """A place for the test's own copy and the answers about it."""
    settings.PARURE_DATA = tmp_path
