"""parure apikey: make, list and revoke the keys of other systems."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from parure.access import policy
from parure.access.models import Staff
from parure.access.operations import INSTALLER
from parure.core.commands import VerbCommand
from parure.integrations import operations
from parure.integrations.models import ApiKey
from parure.integrations.operations.keys import PER_MINUTE


class Command(VerbCommand):
    help = "Make a key with which another system acts as a person; list and revoke keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a key; its secret is shown this once")
        create.add_argument("--staff", required=True, help="sign-in name of the person it acts as")
        create.add_argument("--name", required=True, help="what it is for")
        create.add_argument("--role", default="", help="keep it to this one of the person's roles")
        create.add_argument(
            "--scopes",
            default="*:read",
            help="collection:read or collection:write, apart by commas; * is every collection (default *:read)",
        )
        create.add_argument("--days", type=int, default=0, help="runs out after so many days")
        create.add_argument("--per-minute", type=int, default=PER_MINUTE, help="calls a minute")
        verbs.add_parser("list", help="which keys there are")
        revoke = verbs.add_parser("revoke", help="end a key for good")
        revoke.add_argument("key", help="its uid or how it begins")
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except policy.Denied:
            raise CommandError("a key may not reach further than the role that makes it") from None

    def _create(self, options: dict[str, Any]) -> dict[str, Any]:
        staff = Staff.objects.filter(username=options["staff"]).first()
        if staff is None:
            raise CommandError(f"nobody signs in as {options['staff']}")
        key, secret = operations.create_key(
            INSTALLER,
            staff_uid=staff.uid,
            label=options["name"],
            scopes=_scopes(options["scopes"]),
            role=options["role"],
            per_minute=options["per_minute"],
            expires_at=timezone.now() + timedelta(days=options["days"]) if options["days"] else None,
        )
        return {"key": secret, **_told(key)}

    def _list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [_told(key) for key in ApiKey.objects.select_related("staff").order_by("pk")]

    def _revoke(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["key"].removeprefix("parure_").partition("_")[0]
        key = next((each for each in ApiKey.objects.all() if wanted in (each.prefix, str(each.uid))), None)
        if key is None:
            raise CommandError("there is no such key")
        return _told(operations.revoke_key(INSTALLER, key.uid))


def _scopes(text: str) -> dict[str, str]:
    pairs = [each.strip().partition(":") for each in text.split(",") if each.strip()]
    return {name: level or "read" for name, _colon, level in pairs}


def _told(key: ApiKey) -> dict[str, Any]:
    state = "revoked" if key.revoked_at else "holds"
    if state == "holds" and key.expires_at and key.expires_at <= timezone.now():
        state = "run out"
    return {
        "uid": str(key.uid),
        "begins": key.prefix,
        "name": key.label,
        "staff": key.staff.username,
        "role": key.role,
        "scopes": key.scopes,
        "state": state,
        "last_used": key.last_used_at.isoformat() if key.last_used_at else None,
    }
