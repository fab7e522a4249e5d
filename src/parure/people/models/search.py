"""The search index: narrow rows in the order in which answers are read.

`SearchToken` holds, for each customer, the tokens under which they are found (people.names.search_tokens, the
digest of the phone's last four digits, tags), ordered by token and then by recency, with store and owner in the
row, so that scope is decided without touching the customer. On SQLite the table is its own index.
"""

from django.db import models

from parure.people.models.customer import Customer


class SearchToken(models.Model):
    """`rank` is minus the month of the last activity: the most recent comes first."""

    pk = models.CompositePrimaryKey("token", "rank", "customer_id")
    token = models.CharField(max_length=24)
    rank = models.SmallIntegerField()
    customer_id = models.BigIntegerField()
    store_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "people_searchtoken"


class SearchEntry(models.Model):
    """The tokens that a customer has in the index, as one text between spaces, and their rank.

    It tells which token rows to take away when a customer changes, without an index of twenty rows a customer.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    rank = models.SmallIntegerField()
    tokens = models.TextField()


class NoteWord(models.Model):
    """Two neighbouring characters of a note and where it stands: the way to words in notes."""

    pk = models.CompositePrimaryKey("pair", "customer_id", "source", "source_id")
    pair = models.CharField(max_length=2)
    customer_id = models.BigIntegerField()
    source = models.CharField(max_length=1, help_text="c customer's remark, i interaction, v visit")
    source_id = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "people_noteword"
