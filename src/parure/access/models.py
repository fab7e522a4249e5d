"""Who works here, where, and what their roles grant; and the record of what they did."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.choices import AuditAction
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly


class Region(models.Model):
    """Several stores under one lead."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=60, unique=True)


class Store(models.Model):
    """A shop, counter or web shop that customers belong to and goods lie in."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="stores")
    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    city = models.CharField(_("City"), max_length=40, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai")
    is_active = models.BooleanField(_("Open"), default=True)


class Role(models.Model):
    """What a kind of work may see and do.

    `grants` is {resource: {"view": scope, …, "fields": {group or field: level}}}, with "*" for all resources or
    fields that have no entry of their own. It is plain data, so that a role can be copied, compared and given
    to another shop as a file. `considered` are the record types that there were when somebody last decided.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    grants = models.JSONField(default=dict)
    considered = models.JSONField(default=list)


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, username: str, password: str | None = None, **values: Any) -> "Staff":
        staff = self.model(username=username, **values)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    """Somebody who works here and may sign in. A leaver is inactive, never deleted: the past keeps its names."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    username = models.CharField(_("Sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    title = models.CharField(_("Title"), max_length=60, blank=True)
    email = models.EmailField(_("Work email"), blank=True)
    home_store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )
    stores = models.ManyToManyField(Store, blank=True, related_name="also_staff")
    roles = models.ManyToManyField(Role, blank=True, related_name="staff")
    is_active = models.BooleanField(_("Works here"), default=True)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    access_version = models.PositiveIntegerField(default=1, help_text="grows when roles or stores change")
    hired_on = models.DateField(null=True, blank=True)

    objects: ClassVar[StaffManager] = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]


class SignIn(AbstractBaseSession):
    """One browser that somebody is signed in with, until it signs out, is ended or runs out.

    Its key is its primary key and stays inside the house; outside it is known by `uid`.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=80, blank=True, help_text="Chrome, Windows")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from parure.access.sessions import SessionStore

        return SessionStore


class Attempts(models.Model):
    """How often signing in has just failed from one side: an address, a name at an address, a known device."""

    key = models.CharField(
        max_length=32, unique=True, help_text="digest of the side; holds no name, no address"
    )
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    locked_until = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Attempts"]] = models.Manager()


class AuditEntry(AppendOnly):
    """Who saw, changed, revealed, exported what, when, from where. Personal values stand here masked only."""

    at = models.DateTimeField(default=timezone.now)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=80)
    action = models.CharField(max_length=16, choices=AuditAction)
    resource = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    detail = models.JSONField(null=True, help_text="counts, file names, conditions; no personal values")
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["resource", "record_id", "-id"], name="audit_of_record"),
            models.Index(fields=["staff", "-id"], name="audit_of_staff"),
            models.Index(fields=["staff", "action", "at"], name="audit_of_deeds"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
            models.Index(fields=["at"], name="audit_of_day"),
        ]
