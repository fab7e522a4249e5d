"""Run one benchmark in a house of its own; see README.md beside this file."""

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from figures import Table, machine
from house import database, open_house

SIZES = {
    "api": 100_000,
    "bulk": 1_000_000,
    "dashboards": 1_000_000,
    "duplicates": 1_000_000,
    "reading": 1_000_000,
    "fields": 1_000_000,
    "forecast": 1_000_000,
    "importing": 1_000_000,
    "insight": 1_000_000,
    "lines": 5_000_000,
    "matching": 20_000,
    "working": 5_000,
}


def _keep_compiled() -> None:
    """Processes that are started find their modules compiled, as in a shop, whatever this shell's habit is."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=SIZES)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--naive-rows", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--data", type=Path, help="keep the house here")
    options = parser.parse_args()
    rows = options.rows or SIZES[options.what]
    table = Table(f"{options.what}-{options.database}")
    print(f"{options.what}, {rows:,} rows, {options.database}")
    _keep_compiled()
    table.add("the machine before: ten million additions", machine(), "s")
    with tempfile.TemporaryDirectory(prefix="parure-bench-") as scratch, database(options.database) as url:
        data = options.data or Path(scratch)
        data.mkdir(parents=True, exist_ok=True)
        open_house(data, url)
        module = importlib.import_module(options.what)
        if options.what in ("importing", "lines"):
            module.measure(rows, table, naive_rows=options.naive_rows)
        else:
            module.measure(rows, table)
    table.add("the machine afterwards", machine(), "s")
    table.keep()
    return int(any(row["holds"] is False for row in table.rows))


if __name__ == "__main__":
    sys.exit(main())
