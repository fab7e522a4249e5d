"""parure staff: create somebody who may sign in, or set their password."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from parure.access import operations
from parure.access.models import Role, Staff, Store
from parure.core.commands import VerbCommand


class Command(VerbCommand):
    help = "Create a staff member, set a password, or list who may sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="let somebody sign in (the first one is an administrator)")
        create.add_argument("username", nargs="?")
        create.add_argument("--name", default="")
        create.add_argument("--role", action="append", default=[])
        create.add_argument("--store", default="", help="store code; the store is opened if it is new")
        password = verbs.add_parser("password", help="set somebody's password")
        password.add_argument("username")
        verbs.add_parser("list", help="who may sign in")
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true")
            each.add_argument(
                "--password-stdin", action="store_true", help="read the password from standard input"
            )

    def _create(self, options: dict[str, Any]) -> dict[str, Any]:
        username = options["username"] or input("Sign-in name: ").strip()
        first = not Staff.objects.exists()
        roles = options["role"] or (["admin"] if first else [])
        if not roles:
            known = ", ".join(Role.objects.values_list("code", flat=True))
            raise CommandError(f"--role is needed, one of: {known}")
        store = None
        if options["store"]:
            store = Store.objects.filter(code=options["store"]).first() or operations.create_store(
                operations.INSTALLER, code=options["store"], name=options["store"]
            )
        staff = operations.create_staff(
            operations.INSTALLER,
            username=username,
            name=options["name"] or username,
            password=self._read_password(options),
            roles=roles,
            store=store,
        )
        return {"username": staff.username, "roles": ",".join(roles)}

    def _password(self, options: dict[str, Any]) -> dict[str, Any]:
        operations.set_password(operations.INSTALLER, options["username"], self._read_password(options))
        return {"username": options["username"]}

    def _list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"username": staff.username, "name": staff.name, "active": staff.is_active}
            for staff in Staff.objects.order_by("username")
        ]

    def _read_password(self, options: dict[str, Any]) -> str:
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\n")
        first = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != first:
            raise CommandError("The two passwords differ; nothing was changed.")
        return first
