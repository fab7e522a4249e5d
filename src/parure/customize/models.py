"""What a shop fits to itself: custom fields, tags, saved views. Anything about any record is kept by
(resource name, id).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.customize.choices import CustomKind, TagColour


class FieldDefinition(models.Model):
    """A field that the shop has added to a record type. Its value lives in the record's `custom` JSON.

    With a `formula` or a `rollup` the value is computed, by nobody typed. A retired field keeps its values.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    resource = models.CharField(max_length=60)
    code = models.SlugField(max_length=40)
    label = models.CharField(_("Label"), max_length=60)
    kind = models.CharField(max_length=12, choices=CustomKind)
    group = models.CharField(max_length=30, default="basic", help_text="field group that roles grant")
    section = models.CharField(max_length=40, blank=True, help_text="heading under which it stands in forms")
    help = models.CharField(max_length=200, blank=True)
    choices = models.JSONField(
        default=list, help_text="[[code, label, colour, retired], …], the last two optional"
    )
    target = models.CharField(max_length=60, blank=True, help_text="record type that kind relation points to")
    rules = models.JSONField(default=dict, help_text="min, max, max_length, pattern")
    required = models.BooleanField(default=False)
    required_if = models.JSONField(null=True, help_text="condition on the record's own values")
    shown_if = models.JSONField(null=True, help_text="condition on the record's own values")
    is_unique = models.BooleanField(default=False)
    filterable = models.BooleanField(default=True)
    is_searchable = models.BooleanField(default=False)
    formula = models.TextField(blank=True)
    rollup = models.JSONField(null=True, help_text="{source, path, aggregate, field, condition}")
    computed_rows = models.PositiveIntegerField(default=0, help_text="by the job that fills a computed field")
    rows_to_compute = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "code"], name="one_code_per_resource")]

    @property
    def is_indexed(self) -> bool:
        """Whether its values stand in the index: to be filtered by, or so that what points to a record is found."""
        return self.filterable or self.kind == CustomKind.RELATION

    @property
    def is_computed(self) -> bool:
        return bool(self.formula or self.rollup)


class CustomValue(models.Model):
    """The index of a custom value: a narrow typed row, so that filters and orders are quick on every database.

    A field of several choices has a row for each. The table of values follows the record, which is locked first.
    """

    definition = models.ForeignKey(
        FieldDefinition, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record_id = models.BigIntegerField()
    text = models.CharField(max_length=200, null=True)
    number = models.BigIntegerField(null=True)
    date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "text", "record_id"], name="one_custom_text")
        ]
        indexes = [
            # with every value: what a record holds is looked up thousands of times a list, without reading its row
            models.Index(
                fields=["definition", "record_id", "number", "text", "date"], name="custom_of_record"
            ),
            models.Index(fields=["definition", "number", "record_id"], name="custom_number"),
            models.Index(fields=["definition", "date", "record_id"], name="custom_date"),
        ]


class TagsInUse(models.Manager["Tag"]):
    def get_queryset(self) -> models.QuerySet["Tag"]:
        return super().get_queryset().filter(removed_on=None)


class Tag(models.Model):
    """A word put on records, by hand or by rule, e.g. 婚期将近; usable wherever a condition can be written.

    A removed tag keeps its assignments for a week, so that it can be brought back; `objects` knows it no more.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    resource = models.CharField(max_length=60)
    name = models.CharField(_("Name"), max_length=40)
    group = models.CharField(_("Group"), max_length=40, blank=True)
    colour = models.CharField(_("Colour"), max_length=10, choices=TagColour, blank=True)
    removed_on = models.DateField(null=True)

    with_removed = models.Manager()
    objects = TagsInUse()

    class Meta:
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "name"], condition=models.Q(removed_on=None), name="one_tag_name"
            )
        ]


class TagAssignment(models.Model):
    """A tag on a record, perhaps until a day."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="assignments")
    record_id = models.BigIntegerField()
    expires_on = models.DateField(null=True)
    by_rule = models.BooleanField(default=False)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "record_id"], name="one_tag_per_record")]
        indexes = [models.Index(fields=["record_id", "tag"], name="tags_of_record")]


class Sharing(models.TextChoices):
    NOBODY = "", _("Only me")
    EVERYBODY = "everybody", _("Everybody")
    ROLE = "role", _("One role")
    STORE = "store", _("One store")


class SavedView(models.Model):
    """A list with its condition, columns, order and length, kept under a name; one's own, or shared by its owner."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    resource = models.CharField(max_length=60)
    name = models.CharField(_("Name"), max_length=40)
    owner = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+")
    condition = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=60, blank=True)
    size = models.PositiveSmallIntegerField(default=0, help_text="rows a page; 0: as usual")
    position = models.PositiveSmallIntegerField(default=0)
    sharing = models.CharField(max_length=9, choices=Sharing, default=Sharing.NOBODY, blank=True)
    role = models.CharField(
        max_length=40, blank=True, help_text="whose role it is for, where shared with one"
    )
    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE, related_name="+")


class ViewDefault(models.Model):
    """The view with which a person, or everybody of a role, opens a list; `view` is its key in the address."""

    resource = models.CharField(max_length=60)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    view = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "staff"], condition=models.Q(role=""), name="one_default_a_person"
            ),
            models.UniqueConstraint(
                fields=["resource", "role"], condition=~models.Q(role=""), name="one_default_a_role"
            ),
        ]
