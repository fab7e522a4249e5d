"""Forms of staff, stores and one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.web.dialogs import DialogForm, ManyChips, Segments

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


class StaffForm(DialogForm):
    """Who somebody is, where they work and as what."""

    layout = (("name", "username"), ("title", "email"), "home_store", "stores", "roles", "language")

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    username = forms.CharField(
        label=_("Sign-in name"), max_length=60, widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    email = forms.EmailField(label=_("Work email"), max_length=254, required=False)
    home_store = forms.ChoiceField(label=_("Store"), required=False)
    stores = forms.MultipleChoiceField(label=_("Further stores"), required=False, widget=ManyChips)
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=ManyChips)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=Segments, initial="zh-hans")

    def __init__(
        self,
        *args: Any,
        stores: list[tuple[str, str]],
        roles: list[tuple[str, str]],
        own: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_store"].choices = [("", _("none of them")), *stores]  # type: ignore[attr-defined]
        self.fields["stores"].choices = stores  # type: ignore[attr-defined]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        if len(stores) < 2:
            del self.fields["stores"]
        if own:
            del self.fields["roles"]


class StoreForm(DialogForm):
    """A store: how it is called, where it lies, whether it is open."""

    layout = (("name", "code"), ("city", "region"))

    name = forms.CharField(label=pgettext_lazy("store", "Name"), max_length=60)
    code = forms.CharField(label=_("Code"), max_length=20)
    city = forms.CharField(label=_("City"), max_length=40, required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    is_active = forms.BooleanField(label=pgettext_lazy("store", "Open"), required=False, initial=True)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("none of them")), *regions]  # type: ignore[attr-defined]
        if fresh:
            del self.fields["is_active"]


class EmailForm(DialogForm):
    """Where one is written to."""

    email = forms.EmailField(
        label=_("Work email"),
        max_length=254,
        required=False,
        help_text=_("Reports that somebody sends you come here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NameForm(DialogForm):
    """Only a name."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)


class PasswordForm(DialogForm):
    """One's own new password, with the present one."""

    old = forms.CharField(
        label=_("Present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=200,
    )
    new = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
        help_text=_("At least 8 characters, not only digits, nothing that many people use."),
    )
