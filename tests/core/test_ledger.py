"""Ledgers: neither model nor SQL changes what is written."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from parure.access.models import AuditEntry
from parure.core.ledger import AppendOnly, AppendOnlyError

pytestmark = pytest.mark.django_db
LEDGERS = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def entry() -> AuditEntry:
    return AuditEntry.objects.create(actor_label="tester", action="view")


@pytest.mark.parametrize("verb", ["save", "delete"])
def test_the_model_refuses(verb):
    written = entry()
    with pytest.raises(AppendOnlyError):
        getattr(written, verb)()
    assert AuditEntry.objects.count() == 1


def test_a_query_refuses():
    entry()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(actor_label="somebody else")
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().actor_label == "tester"


def test_a_bulk_update_refuses():
    written = entry()
    written.actor_label = "somebody else"
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditEntry.objects.bulk_update([written], ["actor_label"])
    assert AuditEntry.objects.get().actor_label == "tester"


@pytest.mark.parametrize(
    "statement", ["UPDATE access_auditentry SET actor_label = 'x'", "DELETE FROM access_auditentry"]
)
def test_sql_is_refused(statement):
    entry()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get().actor_label == "tester"


def test_every_ledger_has_its_triggers():
    """A ledger whose migration forgot the triggers is append-only in name alone."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        present = {name for (name,) in cursor.fetchall()}
    wanted = {f"{model._meta.db_table}_no_{verb}" for model in LEDGERS for verb in ("update", "delete")}
    assert len(LEDGERS) >= 4
    assert wanted - present == set()
