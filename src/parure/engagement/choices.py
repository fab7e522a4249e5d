"""Codes used on tasks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskKind(models.TextChoices):
    PROMISE = "promise", _("Promise")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CALL = "call", _("Call")
    MESSAGE = "message", _("Message")
    PREPARE = "prepare", _("Prepare")
    OTHER = "other", _("To do")


class TaskStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Dropped")
