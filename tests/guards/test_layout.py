"""The floors of the house, and files that can be read in a sitting."""

import subprocess
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 400
LONG = {  # file: why it is one file
    "src/parure/people/resources.py": "the declarations of one area, read as a table",
    "src/parure/people/bulk.py": "one batch of customers from rows to tables, in order",
    "src/parure/integrations/imports/values.py": "one reader for each kind of value, side by side",
    "src/parure/integrations/imports/order_rows.py": "rows of one order, from reading to judgement",
}


def test_imports_go_downwards_only(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_file_is_longer_than_a_sitting():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONG} == {}


def test_no_link_is_tracked():
    """A tracked link would take the place of what stands there in every other working tree."""
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    links = [line.split("\t")[1] for line in listed.stdout.splitlines() if line.startswith("120000")]
    assert links == []
