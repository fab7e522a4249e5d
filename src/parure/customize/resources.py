"""Custom fields, tags and saved views in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, add_field_source, register
from parure.customize import computing  # noqa: F401 - tells what computed fields are computed from
from parure.customize.choices import CustomKind, TagColour
from parure.customize.definitions import custom_fields
from parure.customize.models import FieldDefinition, SavedView, Tag

register(
    Resource(
        "customize.field_definition",
        _("Custom field"),
        _("Custom fields"),
        FieldDefinition,
        (
            Field("label", _("Label"), path="label", sortable=True, column=True, group="admin"),
            Field("resource", _("Record type"), path="resource", column=True, group="admin"),
            Field("code", _("Code"), path="code", column=True, group="admin"),
            Field(
                "kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: CustomKind.choices, group="admin"
            ),
            Field("required", _("Required"), Kind.YES_NO, path="required", group="admin"),
            *(
                Field(name, label, group="admin", filterable=False)
                for name, label in (
                    ("group", _("Group")),
                    ("section", _("Heading")),
                    ("help", _("Help")),
                    ("choices", _("Choices")),
                    ("target", _("Points to")),
                    ("rules", _("Rules")),
                    ("required_if", _("Required if")),
                    ("shown_if", _("Shown if")),
                    ("is_unique", _("Unique")),
                    ("filterable", _("Filterable")),
                    ("is_searchable", _("Searchable")),
                    ("formula", _("Formula")),
                    ("rollup", _("Roll-up")),
                    ("position", _("Position")),
                    ("retired_at", _("Retired")),
                    ("computed_rows", _("Computed")),
                    ("rows_to_compute", _("To compute")),
                )
            ),
        ),
        title=lambda definition: definition.label,
    )
)
register(
    Resource(
        "customize.tag",
        _("Tag"),
        _("Tags"),
        Tag,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True),
            Field("group", _("Group"), path="group", column=True),
            Field("resource", _("Record type"), path="resource"),
            Field(
                "colour",
                _("Colour"),
                Kind.CHOICE,
                path="colour",
                choices=lambda: TagColour.choices,
                filterable=False,
            ),
        ),
        title=lambda tag: tag.name,
        default_sort="name",
    )
)
register(
    Resource(
        "customize.saved_view",
        _("Saved view"),
        _("Saved views"),
        SavedView,
        (
            Field("name", _("Name"), path="name", column=True),
            Field("resource", _("Record type"), path="resource"),
            Field("sort", _("Order"), path="sort", filterable=False),
            Field("condition", _("Condition"), path="condition", filterable=False),
            Field("columns", _("Columns"), path="columns", filterable=False),
            Field("size", _("Rows a page"), Kind.NUMBER, path="size", filterable=False),
            Field("sharing", _("Shared with"), path="sharing", filterable=False),
            Field("position", _("Place"), Kind.NUMBER, path="position", filterable=False),
        ),
        scopes={"own": "owner"},
        title=lambda view: view.name,
    )
)
add_field_source(custom_fields)
