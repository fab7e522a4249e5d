"""What pages load is built from every source."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_style_sheet_is_part_of_the_one_that_pages_load():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    building = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(building)
    kept = {path.stem for path in (ROOT / building.CSS_SOURCE).glob("*.css")}
    assert set(building.STYLE_SHEETS) == kept
