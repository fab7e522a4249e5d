"""Styles and pieces from a file: new ones made, known ones completed."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models

from parure.catalog.bulk import CertificateRow, PieceRow, StoneRow, StyleRow, write_pieces, write_styles
from parure.catalog.choices import PricingMode
from parure.catalog.models import Certificate, Piece, Stone, Style
from parure.core.bulk import update_each
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import PieceDraft, StyleDraft
from parure.integrations.imports.problems import CellProblem
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.values import parse_a_gem
from parure.integrations.imports.writers.goods_book import GoodsBook, told_by_title
from parure.integrations.imports.writers.images import remark_of

STYLE_FILLED = (
    "name", "category", "fineness", "alloy_colour", "main_gem", "crafts", "occasions", "tag_names", "price_minor",
    "labour_per_gram_minor", "labour_per_piece_minor", "description", "image_url", "collection", "vendor",
    "external_id",
)  # fmt: skip
PIECE_FILLED = (
    "style_id", "name", "category", "fineness", "alloy_colour", "main_gem", "gross_weight_mg", "net_weight_mg",
    "labour_per_gram_minor", "labour_per_piece_minor", "setting_fee_minor", "cost_minor", "label_price_minor",
    "ring_size_label", "store_id", "received_on", "remark",
)  # fmt: skip
EMPTY = (None, "", "[]")


class KeptGoods:
    """Known styles or pieces of a batch by their number, and what its rows change in them."""

    def __init__(self, model: type[models.Model], resource: str, number: str, filled: Sequence[str]) -> None:
        self.model, self.resource, self.number, self.filled = model, resource, number, filled
        self.rows: dict[str, dict[str, Any]] = {}
        self.changes: dict[int, dict[str, Any]] = {}
        self.known: dict[int, str] = {}

    def load(self, numbers: Iterable[str], known: Iterable[int] = ()) -> None:
        """Look records up by number, and those `known` by their uid by primary key."""
        self.changes = {}
        sql = f"SELECT id, {self.number} FROM {self.model._meta.db_table} WHERE"  # noqa: S608 - ours
        self.known = dict(select_where(sql, "id", set(known)))
        columns = ("id", self.number, *self.filled)
        sql = f"SELECT {', '.join(columns)} FROM {self.model._meta.db_table} WHERE"  # noqa: S608 - ours
        found = select_where(sql, self.number, {*numbers, *self.known.values()})
        self.rows = {row[1]: dict(zip(columns, map(_text, row), strict=True)) for row in found}

    def complete(self, row: dict[str, Any], new: Any, *, overwrite: bool) -> bool:
        """Note what the new row adds to a known one; whether it adds anything."""
        changed = False
        for name in self.filled:
            value, present = _text(getattr(new, name)), row[name]
            if value in EMPTY or value == present:
                continue
            if present in EMPTY or overwrite:
                self.changes.setdefault(row["id"], {}).setdefault(name, [present, value])[1] = value
                row[name] = value
                changed = True
        return changed

    def write(self, batch: Batch) -> None:
        for pk, values in self.changes.items():
            for name, (former, written) in values.items():
                batch.changed(self.resource, pk, name, former, written)
        update_each(
            self.model,
            {pk: {name: new for name, (_old, new) in each.items()} for pk, each in self.changes.items()},
        )


def _text(value: Any) -> Any:
    """Lists and days in the form in which they are compared and traced."""
    if isinstance(value, (list, tuple)):
        return json.dumps(list(value), ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


class _GoodsWriter:
    """What writing styles and pieces has in common."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def settle(self) -> None:
        """Nothing is remembered beyond a batch."""

    def _place(
        self,
        unit: Unit,
        number: str,
        new: Any,
        kept: KeptGoods,
        made: dict[str, Any],
        batch: Batch,
        belongings: Callable[[dict[str, Any], Any], bool] | None = None,
    ) -> None:
        """Make what is new, complete what is known; a number's second row in a batch completes the first."""
        overwrite = self.context.options.existing == "overwrite"
        known = kept.rows.get(number)
        if known is not None:
            if self.context.options.existing == "skip":
                batch.skip(unit, "known_already")
                return
            changed = kept.complete(known, new, overwrite=overwrite)
            if belongings is not None:
                changed |= belongings(known, new)
            batch.count("updated" if changed else "unchanged", unit)
        elif number in made:
            batch.count("updated" if _absorb(made[number], new, kept.filled) else "unchanged", unit)
        elif self.context.is_dry and (first := self.context.seen.find(("g", number))) is not None:
            same = self.context.seen.records[first][2] == hash(unit.draft)
            batch.count("unchanged" if same else "updated", unit)
        else:
            made[number] = new
            if self.context.is_dry:
                self.context.seen.add([("g", number)], content=hash(unit.draft))
            batch.count("created", unit)


def _absorb(first: Any, new: Any, names: Sequence[str]) -> bool:
    changed = False
    for name in names:
        value = getattr(new, name)
        if value not in EMPTY and getattr(first, name) in EMPTY:
            setattr(first, name, value)
            changed = True
    return changed


class StyleWriter(_GoodsWriter):
    """The rows of a file of products."""

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        taken = [unit for unit in units if batch.take(unit)]
        kept = KeptGoods(Style, "catalog.style", "style_no", STYLE_FILLED)
        known = self.context.known
        kept.load((unit.draft.style_no[:60] for unit in taken), known.values())
        made: dict[str, StyleRow] = {}
        for unit in taken:
            row = self._row(unit.draft)
            number = kept.known.get(known.get(unit.line, 0), row.style_no)
            self._place(unit, number, row, kept, made, batch)
        if not self.context.is_dry:
            batch.made("catalog.style", write_styles(list(made.values())))
            kept.write(batch)

    def _row(self, draft: StyleDraft) -> StyleRow:
        fineness, gem = draft.fineness, draft.main_gem
        per_gram = draft.labour_mode != "PER_PIECE"
        mode = draft.pricing_mode or (
            PricingMode.BY_WEIGHT
            if draft.labour_fee_minor is not None and draft.price_minor is None
            else PricingMode.FIXED
        )
        extra = [f"{name}: {text}" for name, text in draft.extra] if self.context.options.keep_extra else []
        return StyleRow(
            style_no=draft.style_no[:60],
            name=draft.name[:160],
            category=draft.category[:16],
            fineness=fineness.code if fineness else "",
            alloy_colour=fineness.alloy_colour if fineness else "",
            main_gem=gem.gem if gem else told_by_title(draft.name)[2],
            crafts=_text(draft.crafts),
            occasions=_text(draft.occasions),
            tag_names=_text([*dict.fromkeys(tag[:40] for tag in draft.tags)]),
            pricing_mode=str(mode),
            price_minor=draft.price_minor,
            labour_per_gram_minor=draft.labour_fee_minor if per_gram else None,
            labour_per_piece_minor=None if per_gram else draft.labour_fee_minor,
            description=remark_of(draft.description, draft.remark_extra, *extra),
            image_url=next((url for url in draft.image_urls if len(url) <= 500), ""),
            collection=draft.collection[:80],
            vendor=draft.vendor[:80],
            external_id=draft.external_id[:80],
        )


class PieceWriter(_GoodsWriter):
    """The rows of a file of pieces."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.styles = GoodsBook()

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        taken = [unit for unit in units if batch.take(unit)]
        self.styles.load(unit.draft.style_no for unit in taken if unit.draft.style_no)
        kept = KeptGoods(Piece, "catalog.piece", "code", PIECE_FILLED)
        known = self.context.known
        kept.load((unit.draft.code for unit in taken), known.values())
        belongings = Belongings([row["id"] for row in kept.rows.values()])
        made: dict[str, PieceRow] = {}
        for unit in taken:
            row = self._row(unit, batch)
            number = kept.known.get(known.get(unit.line, 0), row.code)
            self._place(unit, number, row, kept, made, batch, belongings.add)
        if not self.context.is_dry:
            batch.made("catalog.piece", write_pieces(list(made.values())))
            kept.write(batch)
            belongings.write(batch)

    def _row(self, unit: Unit, batch: Batch) -> PieceRow:
        draft: PieceDraft = unit.draft
        kept: list[str] = []
        context = self.context
        store_id = context.options.store_id
        if draft.store:
            store_id, problem = context.places.store(draft.store)
            if problem:
                batch.warn(unit, problem, context.column("store"), draft.store)
                if problem == "store_unknown":
                    kept.append(f"{context.column('store')}: {draft.store}")
        style = self.styles.styles.get(draft.style_no) if draft.style_no else None
        if draft.style_no and style is None:
            batch.warn(unit, "style_unknown", context.column("style_no"), draft.style_no)
            kept.append(f"{context.column('style_no')}: {draft.style_no}")
        fineness = draft.fineness
        main = next((stone.gem for stone in draft.stones if stone.role == "MAIN" and stone.gem), None)
        gem = main.gem if main else (style.gem if style else "") or told_by_title(draft.name)[2]
        extra = [f"{name}: {text}" for name, text in draft.extra] if context.options.keep_extra else []
        return PieceRow(
            code=draft.code[:60],
            style_id=style.style_id if style else None,
            name=(draft.name or (style.name if style else ""))[:160],
            category=(draft.category or (style.category if style else ""))[:16],
            fineness=fineness.code if fineness else (style.fineness if style else ""),
            alloy_colour=fineness.alloy_colour if fineness else "",
            main_gem=gem,
            gross_weight_mg=draft.gross_weight_mg,
            net_weight_mg=draft.net_weight_mg,
            labour_per_gram_minor=draft.labour_fee_per_gram_minor,
            labour_per_piece_minor=draft.labour_fee_per_piece_minor,
            setting_fee_minor=draft.setting_fee_minor,
            cost_minor=draft.cost_minor,
            label_price_minor=draft.label_price_minor,
            ring_size_label=draft.ring_size.label[:20] if draft.ring_size else "",
            store_id=store_id or None,
            status=draft.status or "IN_STOCK",
            received_on=draft.received_on,
            remark=remark_of(draft.remark, draft.remark_extra, *kept, *extra)[:400],
            stones=[_stone(stone, draft.name) for stone in draft.stones],
            certificates=_papers(draft),
        )


def _stone(stone: Any, title: str) -> StoneRow:
    gem = stone.gem
    if gem is None and stone.role == "MAIN" and title:
        try:
            gem = parse_a_gem(title)
        except CellProblem:
            gem = None
    return StoneRow(
        is_main=stone.role == "MAIN",
        gem=gem.gem if gem else "",
        origin=gem.origin if gem else "NATURAL",
        treatment="" if gem is None or gem.treatment == "NONE" else gem.treatment,
        count=stone.count or 1,
        weight_millicarat=stone.weight_millicarat,
        colour=stone.colour[:20],
        clarity=stone.clarity[:10],
        cut=stone.cut[:10],
    )


def _papers(draft: PieceDraft) -> list[CertificateRow]:
    found = {(paper.number_normalised[:40], paper.lab[:20]): paper for paper in draft.certificates}
    return [
        CertificateRow(number=paper.number[:40], number_normalised=number, lab=lab)
        for (number, lab), paper in found.items()
    ]


class Belongings:
    """Stones and certificates of known pieces: stones only where there are none, certificates by number."""

    def __init__(self, ids: list[int]) -> None:
        self.with_stones = {
            pk for (pk,) in select_where("SELECT DISTINCT piece_id FROM catalog_stone WHERE", "piece_id", ids)
        }
        sql = "SELECT piece_id, number_normalised, lab FROM catalog_certificate WHERE"
        self.papers = {tuple(row) for row in select_where(sql, "piece_id", ids)}
        self.new: list[Any] = []

    def add(self, kept: dict[str, Any], row: PieceRow) -> bool:
        """Note what a known piece gains; whether it gains anything."""
        pk, before = kept["id"], len(self.new)
        if row.stones and pk not in self.with_stones:
            self.with_stones.add(pk)
            self.new.extend(
                Stone(piece_id=pk, **{name: getattr(stone, name) for name in StoneRow.__slots__})
                for stone in row.stones
            )
        for paper in row.certificates:
            key = (pk, paper.number_normalised, paper.lab)
            if key not in self.papers:
                self.papers.add(key)
                values = {name: getattr(paper, name) for name in CertificateRow.__slots__}
                self.new.append(Certificate(piece_id=pk, **values))
        return len(self.new) > before

    def write(self, batch: Batch) -> None:
        kinds: tuple[tuple[Any, str], ...] = ((Stone, "catalog.stone"), (Certificate, "catalog.certificate"))
        for model, resource in kinds:
            rows = [each for each in self.new if isinstance(each, model)]
            if rows:
                made = model._default_manager.bulk_create(rows, batch_size=500)
                batch.made(resource, [each.pk for each in made])
