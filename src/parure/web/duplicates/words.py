"""Pairs, comparisons and merges in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.core import resources
from parure.core.resources import Field
from parure.core.wording import listed
from parure.people.duplicates.reading import Compared, PairLine
from parure.people.merging.choosing import JOINED
from parure.web.kit.cells import DASH, labels_of, shown

STATUS = {
    "open": pgettext_lazy("duplicates", "Open"),
    "later": pgettext_lazy("duplicates", "Later"),
    "different": gettext_lazy("Different people"),
}
REASONS = {
    "name:same": gettext_lazy("same name"),
    "name:sounds": gettext_lazy("names sound alike"),
    "name:part": gettext_lazy("one name fits the other"),
    "name:differs": gettext_lazy("names differ"),
    "phone:same": gettext_lazy("same phone"),
    "phone:ending": gettext_lazy("same last four digits"),
    "phone:differs": gettext_lazy("phones differ"),
    "email:same": gettext_lazy("same email"),
    "email:differs": gettext_lazy("emails differ"),
    "wechat:same": gettext_lazy("same WeChat"),
    "wechat:differs": gettext_lazy("WeChat differs"),
    "account:same": gettext_lazy("same account"),
    "birthday:same": gettext_lazy("same birthday"),
    "birthday:day": gettext_lazy("same day of birth"),
    "birthday:differs": gettext_lazy("birthdays differ"),
    "gender:differs": gettext_lazy("gender differs"),
    "address:same": gettext_lazy("same address"),
}
AGREED = ("phones", "emails", "wechats", "addresses", "tags")


def reasons(codes: list[str]) -> tuple[list[str], list[str]]:
    """(what speaks for one person, what against), in words."""
    known = [code for code in codes if code in REASONS]
    against = [code for code in known if code.endswith(":differs")]
    return (
        [str(REASONS[code]) for code in known if code not in against],
        [str(REASONS[code]) for code in against],
    )


def percent(score: int) -> str:
    """A score in thousandths as people read it; never a hundred: nothing is that sure."""
    return "99.9%" if score >= 999 else f"{score / 10:.0f}%" if score < 990 else f"{score / 10:.1f}%"


def pair_line(line: PairLine) -> dict[str, Any]:
    fors, against = reasons(line.reasons)
    return {
        "uid": line.uid,
        "percent": percent(line.score),
        "fors": fors,
        "against": against,
        "status": line.status,
        "sides": [_side(line.first), _side(line.second)],
        "first": line.first.uid,
        "second": line.second.uid,
    }


def _side(record: Record) -> dict[str, Any]:
    phones = record.get("phones") or []
    return {
        "uid": record.uid,
        "title": record.title,
        "tier": record.get("tier_label") or "",
        "phone": str(phones[0]) if isinstance(phones, list) and phones else "",
        "store": str(record.get("home_store") or ""),
        "owner": str(record.get("owner") or ""),
        "orders": record.get("order_count"),
    }


def comparison(actor: Actor, compared: Compared) -> dict[str, Any]:
    """What the page of two records side by side shows."""
    fields = policy.fields(actor, "people.customer")
    names = [*compared.differing, *(["birthday"] if compared.birthdays else [])]
    fors, against = reasons(compared.reasons)
    left, right = compared.survivor, compared.other
    return {
        "survivor": left,
        "other": right,
        "sides": [_side(left), _side(right)],
        "rows": [_row(name, fields, compared) for name in names],
        "joined": [
            (str(fields[name].label), _value(fields[name], left, name), _value(fields[name], right, name))
            for name in AGREED
            if name in fields and (left.get(name) or right.get(name))
        ],
        "consent": _consent(left, right) if "marketing_consent" in fields else "",
        "moves": compared.moves,
        "pair": compared.pair,
        "percent": percent(compared.score) if compared.pair else "",
        "fors": fors,
        "against": against,
    }


def _row(name: str, fields: dict[str, Field], compared: Compared) -> dict[str, Any]:
    field = fields.get(name) or resources.field_of("people.customer", name)
    return {
        "name": name,
        "label": str(field.label),
        "left": _value(field, compared.survivor, name),
        "right": _value(field, compared.other, name),
        "picked": str(compared.suggested.get(name, "survivor")),
        "both": name in JOINED,
    }


def _value(field: Field, record: Record, name: str) -> Any:
    return shown(field, record.get(name), labels_of(field)) if name in record else DASH


def _consent(left: Record, right: Record) -> str:
    given = {left.get("marketing_consent"), right.get("marketing_consent")}
    if False in given:
        return _("doesn't agree (a no holds)") if len(given) > 1 else _("doesn't agree")
    return _("agrees") if True in given else ""


TABLES = {
    "people.customer": gettext_lazy("the customer's own values"),
    "people.contactpoint": gettext_lazy("contacts"),
    "people.importantdate": gettext_lazy("dates"),
    "people.size": gettext_lazy("sizes"),
    "people.preference": gettext_lazy("preferences"),
    "people.relation": gettext_lazy("family"),
    "customize.tagassignment": gettext_lazy("tags"),
    "own:": gettext_lazy("own fields that point to the customer"),
}


def undone(kept: dict[str, int]) -> str:
    """That a merge is undone, and what was left as somebody has changed it since."""
    if not kept:
        return _("The two records are as they were before.")
    named = listed(str(TABLES.get(table, _("other entries"))) for table in kept)
    return ngettext(
        "The two records are two again. Changed since and left as it is: %(named)s.",
        "The two records are two again. Changed since and left as they are: %(named)s.",
        len(kept),
    ) % {"named": named}
