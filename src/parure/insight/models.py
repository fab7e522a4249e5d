"""What insight keeps in the database: the log of changes for the copy, and what it found out about customers."""

from django.db import models


class Change(models.Model):
    """A row of a copied table that was written or removed; triggers note it, the next refresh takes it in.

    `table` is the number of the table in `copy.tables`. No index but the key: it is read whole.
    """

    table = models.SmallIntegerField()
    row_id = models.BigIntegerField()
