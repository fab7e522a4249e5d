"""Which of Parure's drawings stands for a piece: by category, metal and main gem (codes of the catalogue)."""

from __future__ import annotations

JADE = {"JADEITE", "NEPHRITE"}
STONE_COLOURS = {
    "JADEITE": "jade",
    "NEPHRITE": "jade",
    "EMERALD": "emer",
    "RUBY": "ruby",
    "SPINEL": "ruby",
    "CORAL": "ruby",
    "SAPPHIRE": "saph",
    "PEARL": "pearl",
    "TOURMALINE": "para",
    "TURQUOISE": "para",
}
PLAIN = {
    "COUPLE_RINGS": "bands",
    "ANKLET": "chain",
    "EAR_STUD": "studs",
    "EAR_CLIP": "studs",
    "EARRING": "drops",
    "EAR_DROP": "drops",
    "BROOCH": "brooch",
    "BEAD": "beads",
    "LOOSE_STONE": "loose",
    "BAR": "bar",
    "ORNAMENT": "lock",
    "SET": "necklace",
}


def drawing_of(category: str, gem: str = "", craft: str = "") -> str:
    """The id of the drawing in pieces.svg, without its `p-`."""
    if category == "RING":
        return _ring(gem, craft)
    if category == "NECKLACE":
        return "pearls" if gem == "PEARL" else "necklace" if gem else "chain"
    if category == "PENDANT":
        return "pingan" if gem in JADE else "pendant" if gem else "lock"
    if category == "BANGLE":
        return "jade-bangle" if gem in JADE else "bangle"
    if category == "BRACELET":
        return "pearls" if gem == "PEARL" else "beads" if gem else "chain"
    return PLAIN.get(category, "pendant")


def _ring(gem: str, craft: str) -> str:
    if craft == "MICRO_PAVE":
        return "eternity"
    if not gem:
        return "bands"
    return "solitaire" if gem in {"DIAMOND", "MOISSANITE", "CZ"} else "halo"


def colours_of(fineness: str, alloy_colour: str = "", gem: str = "") -> str:
    """The classes that colour a drawing: `pt` white metal, `ro` rose (yellow gold has none), then the stone."""
    white = fineness.startswith(("PT", "PD", "AG")) or alloy_colour == "WHITE"
    metal = "pt" if white else "ro" if alloy_colour == "ROSE" else ""
    return " ".join(word for word in (metal, STONE_COLOURS.get(gem, "")) if word)
