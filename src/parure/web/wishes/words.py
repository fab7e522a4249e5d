"""What wishes are called on pages."""

from django.utils.translation import gettext as _

from parure.access.policy import Record
from parure.web.kit.formats import money_text


def budget_text(wish: Record) -> str:
    """¥5,000–8,000, from ¥5,000, up to ¥8,000; "" where none was said or none may be seen."""
    low, high = (
        money_text(each, fen=False) if isinstance(each, int) else ""
        for each in (wish.get("budget_from"), wish.get("budget_to"))
    )
    if low and high:
        return f"{low}–{high}"
    if low:
        return _("from %s") % low
    return _("up to %s") % high if high else ""
