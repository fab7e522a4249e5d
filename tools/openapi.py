"""docs/openapi.json: written anew, or with --check compared with what the code says."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "openapi.json"


def described() -> str:
    """The description as it is kept."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
    with tempfile.TemporaryDirectory(prefix="parure-openapi-") as data:
        os.environ |= {"PARURE_DATA": data, "DATABASE_URL": ""}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        from parure.api.openapi import document

        return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = described()
    if parser.parse_args().check:
        if KEPT.exists() and KEPT.read_text(encoding="utf-8") == text:
            return 0
        print("docs/openapi.json is behind: python tools/openapi.py", file=sys.stderr)
        return 1
    KEPT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
