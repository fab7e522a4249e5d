"""Forms of roles: what one record type grants, names, files, and whom to look as."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parure.access import grants as granting
from parure.access import words
from parure.access.choices import ACTIONS, Level, Scope
from parure.access.grants import REST
from parure.core import resources
from parure.web.dialogs import DialogForm
from parure.web.roles.matrix import field_levels, group_level

AS_GROUP = ""


class EntryForm(DialogForm):
    """What a role grants on one record type: rows by action, values by group, single fields apart."""

    def __init__(self, *args: Any, grants: Mapping[str, Any], resource: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource
        for action in ACTIONS:
            scope = granting.widest_scope([grants], resource, action)
            self.fields[f"row-{action}"] = forms.ChoiceField(
                label=words.ACTIONS[action], choices=_scopes(resource, scope), initial=scope.value
            )
        takes = granting.widest_scope([grants], resource, "export") is not Scope.NONE
        self.fields[granting.EXPORT_ROWS] = forms.IntegerField(
            label=_("Rows to take along a day"),
            help_text=_("Empty: as many as they like."),
            required=False,
            min_value=0,
            max_value=1_000_000_000,
            initial=granting.rows_a_day([grants], resource).limit if takes else None,
        )
        for group in self.groups():
            self.fields[f"group-{group}"] = _level_field(
                words.group_label(resource, group), group_level(grants, resource, group)
            )
        exceptions = field_levels(grants, resource) if resource != REST else {}
        for each in self.single():
            level = exceptions.get(each.name)
            self.fields[f"field-{each.name}"] = _level_field(each.label, level, optional=True)

    def groups(self) -> list[str]:
        return [REST] if self.resource == REST else list(granting.groups_of(self.resource))

    def single(self) -> list[Any]:
        """The fields that may differ from their group: those whose group has more than one."""
        if self.resource == REST:
            return []
        return [
            each for found in granting.groups_of(self.resource).values() if len(found) > 1 for each in found
        ]

    def row_fields(self) -> list[Any]:
        return [*(self[f"row-{action}"] for action in ACTIONS), self[granting.EXPORT_ROWS]]

    def group_fields(self) -> list[Any]:
        return [self[f"group-{group}"] for group in self.groups()]

    def single_fields(self) -> list[Any]:
        return [self[f"field-{each.name}"] for each in self.single()]

    def entry(self) -> dict[str, Any]:
        """What was chosen, as the role keeps it: only what differs from the rest of the fields is spelt out."""
        given = self.cleaned_data
        found: dict[str, Any] = {
            action: given[f"row-{action}"] for action in ACTIONS if given[f"row-{action}"] != Scope.NONE
        }
        if given[granting.EXPORT_ROWS] is not None and "export" in found:
            found[granting.EXPORT_ROWS] = given[granting.EXPORT_ROWS]
        levels = {group: given[f"group-{group}"] for group in self.groups()}
        if len(set(levels.values())) == 1:
            levels = {REST: next(iter(levels.values()))}
        levels |= {
            each.name: given[f"field-{each.name}"] for each in self.single() if given[f"field-{each.name}"]
        }
        return found | {"fields": levels}


def _scopes(resource: str, present: Scope) -> list[tuple[str, Any]]:
    """The scopes that make a difference on a record type."""
    if resource == REST:
        offered = list(Scope)
    else:
        scopes = resources.get(resource).scopes
        offered = [Scope.NONE, *([Scope.OWN] if "own" in scopes else [])]
        offered += [Scope.STORE, Scope.REGION] if "store" in scopes else []
        offered.append(Scope.ALL)
    if present not in offered:
        offered.insert(-1, present)
    return [(each.value, words.value_label(each)) for each in offered]


def _level_field(label: Any, level: Level | None, *, optional: bool = False) -> forms.ChoiceField:
    choices: list[tuple[str, Any]] = [(each.name.lower(), words.value_label(each)) for each in Level]
    if optional:
        choices.insert(0, (AS_GROUP, _("as its group")))
    initial = level.name.lower() if level is not None else AS_GROUP
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=not optional)


class CopyForm(DialogForm):
    """What the copy is called."""

    name = forms.CharField(label=pgettext_lazy("role", "Name"), max_length=60)


class FileForm(DialogForm):
    """A file of roles."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Roles as “Take as a file” writes them. What would change is shown first."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )


class LookForm(DialogForm):
    """With whose stores to look around."""

    staff = forms.ChoiceField(label=_("In the stores of"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", gettext("my own")), *people]  # type: ignore[attr-defined]
