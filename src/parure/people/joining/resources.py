"""Join links and what came in by them, in the field catalogue."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.policy import Sealed
from parure.core.resources import Field, Kind, Resource, Sensitivity, register
from parure.people.choices import Gender, JoinState, Purpose
from parure.people.joining.said import phone_place, spoken_birthday
from parure.people.masking import mask_phone
from parure.people.models import JoinLink, JoinRequest

register(
    Resource(
        "people.join_link",
        _("Join link"),
        _("Join links"),
        JoinLink,
        (
            Field("label", pgettext_lazy("thing", "Name"), path="label", column=True, required=True),
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", column=True),
            Field(
                "advisor", _("Advisor"), Kind.RELATION, relation="access.staff", path="advisor", column=True
            ),
            Field("made_by", _("Made by"), Kind.RELATION, relation="access.staff", path="made_by"),
            Field("made_at", _("Made"), Kind.MOMENT, path="made_at", sortable=True, writable=False),
            Field("ends_on", _("Last day"), Kind.DATE, path="ends_on"),
            Field("ended_at", _("Ended"), Kind.MOMENT, path="ended_at"),
            Field("used", _("Used"), Kind.NUMBER, path="used", sortable=True, writable=False),
        ),
        scopes={"own": "advisor", "store": "store", "region": "store"},
        title=lambda link: str(link.label),
        title_field="label",
        related=("store", "advisor", "made_by"),
        default_sort="-made_at",
    )
)


def _phone(row: JoinRequest) -> Sealed | None:
    return Sealed(bytes(row.sealed), phone_place(row.uid)) if row.sealed else None


def _said(name: str) -> Any:
    return lambda row: row.said.get(name)


register(
    Resource(
        "people.join_request",
        _("Self-registration"),
        _("Self-registrations"),
        JoinRequest,
        (
            Field("at", _("When"), Kind.MOMENT, path="at", sortable=True, column=True, writable=False),
            Field("name", _("Name"), path="name", group="person_name", column=True),
            Field(
                "phone",
                _("Phone"),
                Kind.PHONE,
                group="contact",
                sensitivity=Sensitivity.PERSONAL,
                value=_phone,
                mask=mask_phone,
                column=True,
            ),
            Field("gender", _("Gender"), Kind.CHOICE, choices=lambda: Gender.choices, value=_said("gender")),
            Field("birthday", _("Birthday"), group="dates", value=lambda row: spoken_birthday(row.said)),
            Field(
                "purposes",
                _("Agrees to"),
                Kind.CHOICES,
                choices=lambda: Purpose.choices,
                value=_said("purposes"),
            ),
            Field(
                "state",
                pgettext_lazy("join", "State"),
                Kind.CHOICE,
                path="state",
                choices=lambda: JoinState.choices,
                column=True,
            ),
            Field(
                "link",
                _("Join link"),
                Kind.RELATION,
                relation="people.join_link",
                path="link",
                writable=False,
            ),
            Field(
                "decided_by",
                _("Decided by"),
                Kind.RELATION,
                relation="access.staff",
                path="decided_by",
                writable=False,
            ),
        ),
        scopes={"own": "link__advisor", "store": "link__store", "region": "link__store"},
        title=lambda row: str(row.name or _("Self-registration")),
        title_field="name",
        related=("link__store", "link__advisor", "decided_by"),
        default_sort="-at",
        url_name="join-request",
    )
)
