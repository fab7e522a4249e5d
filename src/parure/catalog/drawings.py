"""Which drawing stands for a piece, and in which colours.

A code is the name of a drawing and the classes that colour it: "solitaire pt", "pingan jade". It is kept with the
piece and with what is told of it, so that a story needs no look at the goods.
"""

from functools import lru_cache

JADE = frozenset({"JADEITE", "NEPHRITE"})
SINGLE_STONE = frozenset({"DIAMOND", "MOISSANITE", "CZ"})
STONE_COLOURS = {
    "JADEITE": "jade",
    "NEPHRITE": "jade",
    "EMERALD": "emer",
    "RUBY": "ruby",
    "SPINEL": "ruby",
    "CORAL": "ruby",
    "AGATE": "ruby",
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


@lru_cache(maxsize=4096)
def drawing_for(category: str, fineness: str = "", alloy_colour: str = "", main_gem: str = "") -> str:
    """The code of the drawing for these codes of the catalogue; "" where nothing is known of the thing."""
    if not (category or fineness or main_gem):
        return ""
    words = (_shape(category, main_gem), _metal(fineness, alloy_colour), STONE_COLOURS.get(main_gem, ""))
    return " ".join(word for word in words if word)


def _shape(category: str, gem: str) -> str:
    if category == "RING":
        if not gem:
            return "bands"
        return "solitaire" if gem in SINGLE_STONE else "halo"
    if category == "NECKLACE":
        return "pearls" if gem == "PEARL" else "necklace" if gem else "chain"
    if category == "PENDANT":
        return "pingan" if gem in JADE else "pendant" if gem else "lock"
    if category == "BANGLE":
        return "jade-bangle" if gem in JADE else "bangle"
    if category == "BRACELET":
        return "pearls" if gem == "PEARL" else "beads" if gem else "chain"
    return PLAIN.get(category, "pendant")


def _metal(fineness: str, alloy_colour: str) -> str:
    """White metal and rose gold have a class; yellow gold is how the drawings are."""
    if fineness.startswith(("PT", "PD", "AG")) or alloy_colour == "WHITE":
        return "pt"
    return "ro" if alloy_colour == "ROSE" else ""
