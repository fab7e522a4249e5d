"""Drawings and legal names."""

import pytest

from parure.catalog.categories import CATEGORY_LABELS
from parure.catalog.drawings import drawing_for
from parure.catalog.fineness import FINENESS_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.catalog.naming import legal_name


@pytest.mark.parametrize(
    ("codes", "drawing"),
    [
        (("RING", "PT950", "", "DIAMOND"), "solitaire pt"),
        (("RING", "AU750", "WHITE", "SAPPHIRE"), "halo pt saph"),
        (("RING", "AU999"), "bands"),
        (("BANGLE", "", "", "JADEITE"), "jade-bangle jade"),
        (("PENDANT", "AU750", "ROSE", "JADEITE"), "pingan ro jade"),
        (("NECKLACE", "AG925", "", "PEARL"), "pearls pt pearl"),
        (("BAR", "AU9999"), "bar"),
        (("", "", "", ""), ""),
    ],
)
def test_drawing(codes, drawing):
    assert drawing_for(*codes) == drawing


def test_every_code_fits_its_column():
    longest = max(
        (
            drawing_for(category, fineness, colour, gem)
            for category in CATEGORY_LABELS
            for fineness in FINENESS_LABELS
            for colour in ("", "WHITE", "ROSE")
            for gem in ("", *GEM_LABELS)
        ),
        key=len,
    )
    assert len(longest) <= 20


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"category": "RING", "fineness": "AU999"}, "足金戒指"),
        ({"category": "RING", "fineness": "AU750", "gem": "RUBY"}, "18K金红宝石戒指"),
        (
            {"category": "RING", "fineness": "PT950", "gem": "DIAMOND", "origin": "SYNTHETIC"},
            "铂950合成钻石戒指",
        ),
        ({"category": "BANGLE", "gem": "JADEITE", "treatment": "TREATED"}, "翡翠(处理)手镯"),
        (
            {"category": "EAR_STUD", "fineness": "AG925", "gem": "CZ", "origin": "SYNTHETIC"},
            "银925合成立方氧化锆耳钉",
        ),
        ({"category": "OTHER", "fineness": "AU999"}, ""),
    ],
)
def test_legal_name(given, name):
    assert legal_name(**given) == name
