"""The repository speaks of Parure alone: no machine, no registry, nothing left undone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# a bracket in each, so that this file doesn't hold what it looks for
FORBIDDEN = {
    "a path of a machine": r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e])/[a-z]",
    "a registry": r"https?://[\w.-]*(?:pyp[i]\.org|npmj[s]\.org|pythonhoste[d]\.org)/(?!project/)",
    "work left undone": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
}
BINARY = {".png", ".woff2", ".xlsx", ".ico", ".mo", ".jpg", ".webp"}
EXEMPT = {"LICENSE"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file() and Path(name).suffix not in BINARY]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in tracked():
        if path.name in EXEMPT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []
