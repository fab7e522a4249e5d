"""Telling what a file is by its column names: whose export, of which kind, and where each column goes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parure.integrations.imports.columns import KINDS, TARGETS, Target
from parure.integrations.imports.headers import fold_header
from parure.integrations.imports.problems import PROBLEM_COLUMN
from parure.integrations.imports.sources import SOURCES, Source
from parure.integrations.imports.synonyms import SYNONYMS

SURE = 0.6
_TAG_GROUP = re.compile(r"^标签组\d*(?:\((.*)\))?$")
_REPEATED = re.compile(r"\s\(\d+\)$")
_IGNORED = frozenset({fold_header(PROBLEM_COLUMN)})

_OWN = {kind: {fold_header(key): key for key in TARGETS[kind]} for kind in KINDS}
"""Parure's own names of the targets, which its exports use."""

_TELLING: dict[str, tuple[frozenset[str], ...]] = {
    # Targets that only a file of this kind has; each inner set is one thing that it must tell.
    "customers": (
        frozenset({"gender", "birthday", "tier_label", "registered_on", "opening_points", "opening_spend", "ring_size",
                   "lunar_birthday", "wechat", "owner", "tags", "zip", "street"}),
        frozenset({"name", "phone", "phones", "member_no", "first_name", "last_name", "email", "nickname"}),
    ),
    "products": (frozenset({"style_no", "name"}), frozenset({"price", "category", "fineness", "pricing_mode"})),
    "pieces": (
        frozenset({"code"}),
        frozenset({"gross_weight", "net_weight", "labour_fee_per_gram", "main_stone_weight", "certificate_no", "cost",
                   "received_on", "labour_fee_per_piece"}),
    ),
    "orders": (frozenset({"order_no"}), frozenset({"total", "paid", "item_title", "line_total", "unit_price", "titles_joined"})),
    "order_lines": (),
    "visits": (frozenset({"visited_at"}), frozenset({"looked_at", "outcome", "companions", "next_step", "reason", "minutes"})),
    "opening_balances": (
        frozenset({"points", "spend"}),
        frozenset({"customer_phone", "customer_member_no", "customer_external_id", "customer_name"}),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file seems to be.

    `source` is a code of sources.SOURCES or "generic"; `mapping` goes from column name to target key; `unmapped` are
    columns that go nowhere by themselves (they're kept beside the record); `ignored` columns are dropped;
    `confidence` runs from 0 to 1; `needs_choice` asks for a person's eye before importing.
    """

    source: str
    kind: str
    mapping: dict[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    confidence: float = 0.0
    needs_choice: bool = True


def recognise(
    columns: Sequence[str], sample_rows: Iterable[Sequence[str]] = (), *, kind: str = ""
) -> Recognition:
    """What the columns tell; `kind` restricts the answer to one kind. Sample rows settle what names leave open."""
    named = {column: fold_header(_REPEATED.sub("", column)) for column in columns}
    named = {column: name for column, name in named.items() if name not in _IGNORED}
    ignored = tuple(column for column in columns if column not in named)
    source = _known_source(frozenset(named.values()), kind)
    if source:
        mapping = _map_source(source, named)
        return _recognition(source.code, source.kind, columns, mapping, ignored, confidence=1.0, sure=True)
    samples = [list(row) for row in sample_rows]
    return _generic(columns, named, samples, ignored, kind)


def _known_source(names: frozenset[str], kind: str) -> Source | None:
    fitting = [source for source in SOURCES if source.signature <= names and _compatible(source.kind, kind)]
    return max(
        fitting, key=lambda source: len(names & (source.signature | source.columns.keys())), default=None
    )


def _compatible(found: str, wanted: str) -> bool:
    return not wanted or found == wanted or {found, wanted} == {"orders", "order_lines"}


def _map_source(source: Source, named: dict[str, str]) -> dict[str, str]:
    targets = TARGETS[source.kind]
    mapping: dict[str, str] = {}
    for column, name in named.items():
        group = _TAG_GROUP.match(unicodedata.normalize("NFKC", column))
        target = source.columns.get(name, "")
        if group and "tags" in targets:
            target = "tier_label" if "等级" in (group.group(1) or "") else "tags"
        _take(mapping, targets, column, target)
    if not source.closed:
        for column, name in named.items():
            if column not in mapping:
                _take(mapping, targets, column, SYNONYMS[source.kind].get(name, ""))
    return mapping


def _take(mapping: dict[str, str], targets: dict[str, Target], column: str, target: str) -> None:
    """Map the column unless another column has the target; a second column may go to a list-like neighbour."""
    if not target:
        return
    used = mapping.values()
    if target in used and not targets[target].several:
        target = {"phone": "phones"}.get(target, "")
    if target in targets:
        mapping[column] = target


def _generic(
    columns: Sequence[str],
    named: dict[str, str],
    samples: list[list[str]],
    ignored: tuple[str, ...],
    wanted: str,
) -> Recognition:
    found: dict[str, tuple[float, dict[str, str]]] = {}
    for kind in (wanted,) if wanted else KINDS:
        mapping: dict[str, str] = {}
        for column, name in named.items():
            _take(mapping, TARGETS[kind], column, SYNONYMS[kind].get(name, "") or _OWN[kind].get(name, ""))
        if kind == "customers":
            mapping = _without_idle_lunar_flag(columns, mapping, samples)
        found[kind] = (_fitness(kind, mapping, len(named)), mapping)
    kind = max(found, key=lambda each: found[each][0])
    confidence, mapping = found[kind]
    others = [score for each, (score, _mapping) in found.items() if each != kind]
    sure = confidence >= SURE and confidence - max(others, default=0.0) > 0.05 and _complete(kind, mapping)
    return _recognition("generic", kind, columns, mapping, ignored, confidence=confidence, sure=sure)


def _fitness(kind: str, mapping: dict[str, str], width: int) -> float:
    """Share of columns that are understood, weighed by whether the kind's telling fields are among them."""
    telling = _TELLING[kind]
    if not telling or not width:
        return 0.0
    targets = set(mapping.values())
    told = sum(1 for group in telling if group & targets) / len(telling)
    depth = min(len(targets & frozenset().union(*telling)), 6) / 6
    return round(told * (0.7 * len(mapping) / width + 0.3 * depth), 4)


def _complete(kind: str, mapping: dict[str, str]) -> bool:
    targets = set(mapping.values())
    required = {key for key, target in TARGETS[kind].items() if target.required}
    return required <= targets and all(group & targets for group in _TELLING[kind])


def _without_idle_lunar_flag(
    columns: Sequence[str], mapping: dict[str, str], samples: list[list[str]]
) -> dict[str, str]:
    """Without a birthday beside it, a lunar column holds the day itself; one that only says yes or no tells nothing."""
    if "birthday" in mapping.values():
        return mapping
    for position, column in enumerate(columns):
        if mapping.get(column) == "lunar_birthday":
            cells = {row[position] for row in samples if position < len(row) and row[position]}
            if cells and cells <= {"是", "否", "Y", "N", "1", "0"}:
                return {each: target for each, target in mapping.items() if each != column}
    return mapping


def _recognition(
    source: str,
    kind: str,
    columns: Sequence[str],
    mapping: dict[str, str],
    ignored: tuple[str, ...],
    *,
    confidence: float,
    sure: bool,
) -> Recognition:
    unmapped = tuple(column for column in columns if column not in mapping and column not in ignored)
    return Recognition(source, kind, mapping, unmapped, ignored, confidence, not sure)
