"""Kept reports for every door: kept, changed, put away and brought back."""

from django.utils.translation import gettext_lazy as _

from parure.core.changes import Offered, adds, offer, writes
from parure.insight.reports import operations
from parure.insight.reports.kept import REPORT

WRITTEN = ("title", "question", "is_shared")

adds(REPORT, *WRITTEN)(operations.keep_report)
writes(REPORT, *WRITTEN)(operations.change_report)
offer(Offered(REPORT, "archive", _("Put away"), operations.archive_report, action="delete"))
offer(Offered(REPORT, "restore", _("Bring back"), operations.restore_report, action="delete"))
