"""What engagement hangs on customers, for merges."""

from django.utils.translation import ngettext_lazy

from parure.engagement.models import Task
from parure.people.holdings import hold

hold("engagement.task", Task, "customer_id", counted=ngettext_lazy("%(n)s task", "%(n)s tasks", "n"))
