"""Parsed cells of a row as a style or a piece."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parure.catalog.certificates import guess_lab, normalise_number, parse_grade
from parure.integrations.imports.customer_rows import Judge, Values, joined_tags, require
from parure.integrations.imports.drafts import (
    CertificateDraft,
    Extra,
    PieceDraft,
    StoneDraft,
    StyleDraft,
    VariantDraft,
)
from parure.integrations.imports.values import fineness_of_title, parse_a_category, parse_crafts


def build_style(judge: Judge, values: Values, extra: Extra) -> StyleDraft:
    """A style, or a further row of the style above it (a variant or a picture: no name of its own)."""
    get = values.get
    style_no = get("style_no", "") or get("external_id", "")
    if not style_no:
        require(judge, values, "style_no")
    name = get("name", "")
    category, label = _category(get("category", ()), name)
    price = get("price", get("regular_price"))
    options = tuple(option for option in get("option", ()) if option != "Default Title")
    sku = get("sku", "")
    crafts, craft_label = get("craft", ((), ""))
    has_variant = bool(sku or options)
    return StyleDraft(
        style_no=style_no,
        external_id=get("external_id", ""),
        parent_no=get("parent_no", ""),
        name=name or style_no,
        category=category,
        category_label=label,
        fineness=get("fineness") or (fineness_of_title(name) if name else None),
        crafts=tuple(dict.fromkeys((*crafts, *parse_crafts(name)))) if name else crafts,
        craft_label=craft_label,
        pricing_mode=get("pricing_mode", ""),
        price_minor=price,
        regular_price_minor=get("regular_price"),
        labour_fee_minor=get("labour_fee"),
        labour_mode=get("labour_mode", ""),
        main_gem=get("main_gem"),
        tags=joined_tags(get("tags", ())),
        occasions=get("occasions", ()),
        description="\n".join(get("description", ())),
        image_urls=joined_tags(get("image_url", ())),
        vendor=get("vendor", ""),
        collection=get("collection", ""),
        variants=(VariantDraft(sku, options, price),) if has_variant else (),
        remark_extra=judge.remark(),
        extra=extra,
        problems=judge.problems,
        continues=not name,
    )


def _category(cells: Iterable[tuple[str, str]], name: str) -> tuple[str, str]:
    labels = [label for _code, label in cells]
    codes = [code for code, _label in cells] + ([parse_a_category(name)[0]] if name else [])
    return next((code for code in codes if code != "OTHER"), "OTHER" if codes else ""), ", ".join(labels)


def group_styles(rows: Iterable[tuple[int, StyleDraft]]) -> Iterator[StyleDraft]:
    """Merge the rows of one style that follow each other: variants and pictures without a name of their own.

    Each style knows its first and last line. A nameless row without a style above it stands for itself.
    """
    current: StyleDraft | None = None
    for line, row in rows:
        if current is not None and row.continues and row.style_no == current.style_no:
            current = _with_row(current, row, line)
            continue
        if current is not None:
            yield current
        current = replace(row, first_line=line, last_line=line)
    if current is not None:
        yield current


def _with_row(style: StyleDraft, row: StyleDraft, line: int) -> StyleDraft:
    return replace(
        style,
        variants=style.variants + row.variants,
        image_urls=tuple(dict.fromkeys(style.image_urls + row.image_urls)),
        price_minor=row.price_minor if style.price_minor is None else style.price_minor,
        problems=style.problems + tuple(replace(problem, line=line) for problem in row.problems),
        remark_extra="\n".join(filter(None, (style.remark_extra, row.remark_extra))),
        last_line=line,
    )


def build_piece(judge: Judge, values: Values, extra: Extra) -> PieceDraft:
    """A piece with its stones and certificates; needs its code."""
    get = values.get
    require(judge, values, "code")
    name = get("name", "")
    cell = get("category")
    category, label = _category((cell,) if cell else (), name)
    ring_size = get("ring_size")
    if ring_size is not None and ring_size.problem:
        judge.add(ring_size.problem, "ring_size", ring_size.label)
    return PieceDraft(
        code=get("code", ""),
        style_no=get("style_no", ""),
        name=name,
        category=category,
        category_label=label,
        fineness=get("fineness") or (fineness_of_title(name) if name else None),
        gross_weight_mg=get("gross_weight"),
        net_weight_mg=get("net_weight"),
        labour_fee_per_gram_minor=get("labour_fee_per_gram"),
        labour_fee_per_piece_minor=get("labour_fee_per_piece"),
        setting_fee_minor=get("setting_fee"),
        stones=_stones(values),
        certificates=_certificates(judge, values),
        cost_minor=get("cost"),
        label_price_minor=get("label_price"),
        store=get("store", ""),
        status=get("status", ""),
        ring_size=ring_size,
        received_on=get("received_on"),
        remark="\n".join(get("remark", ())),
        remark_extra=judge.remark(),
        extra=extra,
        problems=judge.problems,
    )


def _stones(values: Values) -> tuple[StoneDraft, ...]:
    get = values.get
    stones = []
    if get("main_stone_weight") or get("main_gem") or get("clarity"):
        stones.append(
            StoneDraft(
                "MAIN",
                get("main_gem"),
                get("main_stone_weight") or None,
                get("main_stone_count") or 1,
                *(parse_grade(scale, get(scale, "")).text for scale in ("colour", "clarity", "cut")),
            )
        )
    if get("side_stone_weight") or get("side_stone_count"):
        stones.append(
            StoneDraft("SIDE", None, get("side_stone_weight") or None, get("side_stone_count") or None)
        )
    return tuple(stones)


def _certificates(judge: Judge, values: Values) -> tuple[CertificateDraft, ...]:
    """Certificates by number; the laboratory is what its own column or the number says."""
    said = guess_lab(values.get("certificate_lab", ""))
    found = {}
    for text in values.get("certificate_no", ()):
        lab = said or guess_lab(text)
        number = normalise_number(lab, text)
        if number.problem == "unusual_form":
            judge.add("certificate_unusual", "certificate_no")
        if number.number:
            found[lab, number.number] = CertificateDraft(lab, text, number.number)
    return tuple(found.values())
