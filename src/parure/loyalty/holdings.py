"""What loyalty hangs on customers, for merges. The ledger's rows stay; balances read through to the survivor."""

from parure.loyalty.models import PointEntry
from parure.people.holdings import Fate, hold

hold("loyalty.point_entry", PointEntry, "customer_id", Fate.APART)
