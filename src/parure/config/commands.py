"""The `parure` command: a short list of commands that a shop needs; each explains itself with --help."""

import os
import sys

COMMANDS = {
    "migrate": "bring the database to this version",
    "serve": "answer web requests (PORT, default 8000)",
    "worker": "do the background work",
    "up": "migrate, serve and work in one process group",
    "demo": "fill an empty database with a believable shop",
    "import": "bring in customers, products, pieces, orders, visits, opening balances",
    "export": "write everything in open formats",
    "insight": "refresh the figures about customers; show groups and forecasts",
    "duplicates": "look for records that are likely one person",
    "apikey": "make, list and revoke the keys of other systems",
    "files": "remove the files of imports and exports whose time is over",
    "jobs": "list the background jobs; try them again or give them up",
    "role": "list, take out and bring in what roles grant",
    "staff": "create a staff member, set a password",
    "check": "look for mistakes in the settings",
}


def main() -> None:
    """Run `parure COMMAND …`; without a command, list them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help", "help"):
        print("parure COMMAND [options]\n")
        for name, purpose in COMMANDS.items():
            print(f"  {name:10} {purpose}")
        print("\nparure COMMAND --help explains one of them.")
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(["parure", *sys.argv[1:]])
