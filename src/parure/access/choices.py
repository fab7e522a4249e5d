"""Levels, scopes and actions that roles grant."""

from enum import IntEnum, StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(IntEnum):
    """What a role may do with a field's value. Each level includes those below it."""

    NONE = 0
    MASKED = 1
    READ = 2
    WRITE = 3


class Scope(StrEnum):
    """Which rows of a record type a role reaches."""

    NONE = "none"
    OWN = "own"
    STORE = "store"
    REGION = "region"
    ALL = "all"


SCOPE_ORDER = [Scope.NONE, Scope.OWN, Scope.STORE, Scope.REGION, Scope.ALL]

ACTIONS = ("view", "add", "change", "delete", "export", "import")


class AuditAction(models.TextChoices):
    VIEW = "view", _("looked at")
    CREATE = "create", _("created")
    CHANGE = "change", _("changed")
    DELETE = "delete", _("removed")
    REVEAL = "reveal", _("revealed")
    EXPORT = "export", _("exported")
    IMPORT = "import", _("imported")
    UNDO = "undo", _("undid")
    SEARCH_PHONE = "search_phone", _("searched by full phone number")
    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    SIGN_OUT = "sign_out", _("signed out")
    SIGN_IN_LOCKED = "sign_in_locked", _("was locked out for a while")
    SIGN_IN_ENDED = "sign_in_ended", _("ended a sign-in")
    PREVIEW = "preview", _("looked around as another role")
