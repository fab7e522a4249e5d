"""The roles a shop starts with (product.md's list of users), as data that it may then change."""

from typing import Any

from parure.access import audit
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.grants import REST
from parure.access.models import Role
from parure.core import resources

# Field groups: basic (who), contact (phones, addresses), dates, taste (sizes, preferences), spend (totals,
# orders' amounts), figures (what is computed from all of it; what tells of amounts takes spend, too), cost (what pieces cost us), notes (remarks, what was said), assignment (whose client, which store's),
# admin (roles, sign-in names).
EVERYTHING = {"*": "write"}

CUSTOMER_RECORDS = (
    "people.customer",
    "people.contact_point",
    "people.relation",
    "people.important_date",
    "people.size",
    "people.preference",
    "people.interaction",
    "people.timeline_entry",
    "people.consent",
    "people.wish",
    "people.feedback",
    "people.advisor_change",
    "sales.visit",
    "sales.order",
    "sales.order_line",
    "sales.payment",
    "sales.opening_spend",
    "engagement.task",
    "loyalty.point_entry",
)
GOODS = ("catalog.style", "catalog.piece", "catalog.stone", "catalog.certificate")
METAL_PRICE = "catalog.metal_price"


def _grant(scope: str, actions: str, **fields: str) -> dict[str, Any]:
    entry: dict[str, Any] = dict.fromkeys(actions.split(), scope)
    entry["fields"] = fields or EVERYTHING
    return entry


def _all(names: tuple[str, ...], scope: str, actions: str, **fields: str) -> dict[str, Any]:
    return {name: _grant(scope, actions, **fields) for name in names}


STAFF_NAMES = {
    "access.staff": _grant("all", "view", basic="read"),
    "access.store": _grant("all", "view", basic="read"),
    "access.region": _grant("all", "view", basic="read"),
    "customize.tag": _grant("all", "view", basic="read"),
    "customize.saved_view": _grant("own", "view add change delete"),
    "engagement.notice": _grant("own", "view change"),
    "automation.bulk_run": _grant("own", "view add change"),
    # what somebody asks is theirs; figures are of who looks at them
    "insight.report": _grant("own", "view add change delete"),
}
SELLING = {
    "basic": "write",
    "contact": "write",
    "dates": "write",
    "taste": "write",
    "notes": "write",
    "assignment": "read",
    "figures": "read",
}

# Members who register themselves: who shows the code, and who also makes and ends it; both see to what waits.
SHOWS_JOINING = {
    "people.join_link": _grant("store", "view", **{"*": "read"}),
    "people.join_request": _grant("store", "view change"),
}
MAKES_JOINING = SHOWS_JOINING | {"people.join_link": _grant("store", "view add change")}


# Segments of customers: whose members one sees, and what a condition may ask, still takes the right to read the fields.
SEES_SEGMENTS = {"people.segment": _grant("all", "view", **{"*": "read"})}
MAKES_SEGMENTS = {"people.segment": _grant("all", "view add change delete")}

READING = {"*": "read"}  # what nobody changes by hand

# RFM groups: who reads them sees counts and worth of the customers in their own reach.
SEES_GROUPS = {"insight.rfm_group": _grant("all", "view", **READING)}

# The day's metal prices: everybody who sells reads them; a manager sets those of their stores, who governs all of every one.
SEES_PRICES = {METAL_PRICE: _grant("all", "view", **READING)}
SETS_PRICES = {METAL_PRICE: {"view": "all", "add": "store", "fields": EVERYTHING}}

# Who takes lists along: their own files only, and how many rows a day (nothing said: as many as they like).
TAKING = {
    "integrations.export_run": _grant("own", "view add"),
    # reports sent by email: everybody who gets one gets what they may take along themself
    "insight.mailing": _grant("own", "view add change delete"),
}


def _at_most(rows: int, entries: dict[str, Any]) -> dict[str, Any]:
    return {
        name: entry | ({"export_rows": rows} if "export" in entry else {}) for name, entry in entries.items()
    }


HOUSE = Actor(None, "parure", {})
SEEDED: dict[str, tuple[str, dict[str, Any]]] = {
    "admin": ("系统管理员", {"*": _grant("all", "view add change delete export import")}),
    "owner": (
        "老板",
        {"*": _grant("all", "view add change delete export import"), "access.role": _grant("all", "view")},
    ),
    "manager": (
        "店长",
        STAFF_NAMES
        | TAKING
        | {"customize.saved_view": _grant("store", "view add change delete")}
        | _at_most(5000, _all(CUSTOMER_RECORDS, "store", "view add change delete export"))
        | _all(GOODS, "all", "view", **{"*": "read", "cost": "none"})
        | {
            "people.advisor_change": _grant("store", "view export", **READING),
            "people.assignment_rule": _grant("store", "view add change delete"),
            "people.quality_figure": _grant("store", "view", **READING),
            "integrations.import_run": _grant("own", "view add change import"),
            "access.audit_entry": _grant("store", "view"),
            "customize.tag": _grant("all", "view add change"),
        }
        | SETS_PRICES
        | MAKES_JOINING
        | MAKES_SEGMENTS
        | SEES_GROUPS,
    ),
    "advisor": (
        "珠宝顾问",
        STAFF_NAMES
        | _all(CUSTOMER_RECORDS, "store", "view add change", **SELLING, **{"*": "write", "spend": "read"})
        | _all(GOODS, "all", "view", **{"*": "read", "cost": "none"})
        | {
            "engagement.task": _grant("store", "view add change"),
            # to add is to take customers from the pool
            "people.advisor_change": _grant("store", "view add", **READING),
            "people.quality_figure": _grant("own", "view", **READING),
        }
        | SEES_PRICES
        | SHOWS_JOINING
        | SEES_SEGMENTS
        | SEES_GROUPS,
    ),
    "service": (
        "客服",
        STAFF_NAMES
        | _all(CUSTOMER_RECORDS, "region", "view add change", **SELLING, **{"*": "write", "spend": "masked"})
        | _all(GOODS, "all", "view", **{"*": "read", "cost": "none"})
        | {
            "engagement.task": _grant("store", "view add change"),
            "people.advisor_change": _grant("region", "view", **READING),
        }
        | SEES_PRICES
        | SEES_SEGMENTS,
    ),
    "workshop": (
        "工坊",
        STAFF_NAMES
        | {
            "people.customer": _grant("store", "view", basic="read", taste="read", assignment="read"),
            "people.size": _grant("store", "view", **{"*": "read"}),
            "engagement.task": _grant("own", "view change"),
        }
        | _all(GOODS, "all", "view", **{"*": "read", "cost": "none"}),
    ),
    "marketing": (
        "营销",
        STAFF_NAMES
        | _all(
            CUSTOMER_RECORDS,
            "all",
            "view",
            **{"*": "read", "contact": "masked", "notes": "none"},
        )
        | _all(GOODS, "all", "view", **{"*": "read", "cost": "none"})
        | {
            "customize.tag": _grant("all", "view add change"),
            "engagement.task": _grant("own", "view add change"),
        }
        | SEES_PRICES
        | MAKES_SEGMENTS
        | SEES_GROUPS,
    ),
    "analyst": (
        "数据",
        STAFF_NAMES
        | TAKING
        | _at_most(
            100_000,
            _all(
                CUSTOMER_RECORDS,
                "all",
                "view export",
                **{"*": "read", "contact": "none", "notes": "none", "person_name": "masked"},
            ),
        )
        | _all((*GOODS, METAL_PRICE), "all", "view export", **{"*": "read"})
        | MAKES_SEGMENTS
        | SEES_GROUPS,
    ),
}


def seed_roles() -> list[Role]:
    """Create the roles that are missing. One that the shop has changed stays as it is, but for record types that
    came with a new version: of those it grants what it would in a new shop.
    """
    everything = known_types()
    found = []
    for code, (name, grants) in SEEDED.items():
        fresh = {"name": name, "grants": grants, "considered": everything}
        role, is_fresh = Role.objects.get_or_create(code=code, defaults=fresh)
        if not is_fresh and role.considered != everything:
            _grant_new_types(role, grants, everything)
        found.append(role)
    return found


def _grant_new_types(role: Role, seeded: dict[str, Any], everything: list[str]) -> None:
    new = [
        each
        for each in everything
        if each in seeded and each not in role.considered and each not in role.grants
    ]
    role.grants |= {each: seeded[each] for each in new}
    role.considered = everything
    role.save(update_fields=["grants", "considered"])
    if new:
        audit.record(HOUSE, AuditAction.CHANGE, "access.role", role.pk, detail={"new_record_types": new})


def undecided_types(role: Role) -> list[str]:
    """The record types that came since somebody last decided about this role, and of which it grants nothing."""
    if REST in role.grants:  # it reaches them as all others
        return []
    return [each for each in known_types() if each not in role.considered and each not in role.grants]


def known_types() -> list[str]:
    """Every record type that a role can grant, in order."""
    return sorted(each.name for each in resources.every())
