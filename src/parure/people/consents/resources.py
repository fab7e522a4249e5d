"""Consents in the field catalogue."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, register
from parure.people.choices import How, Purpose
from parure.people.models import Consent

register(
    Resource(
        "people.consent",
        _("Consent"),
        _("Consents"),
        Consent,
        (
            Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer"),
            Field(
                "purpose",
                _("For what"),
                Kind.CHOICE,
                path="purpose",
                choices=lambda: Purpose.choices,
                column=True,
            ),
            Field("given", _("Agreed"), Kind.YES_NO, path="given", column=True),
            Field("at", _("When"), Kind.MOMENT, path="at", sortable=True, column=True),
            Field("how", _("How"), Kind.CHOICE, path="how", choices=lambda: How.choices, column=True),
            Field("wording", _("Wording"), path="wording"),
            Field("evidence", _("Evidence"), path="evidence", group="notes"),
            Field("recorded_by", _("By"), Kind.RELATION, relation="access.staff", path="recorded_by"),
        ),
        parent=("people.customer", "customer"),
        title=lambda consent: str(consent.get_purpose_display()),
        related=("customer", "recorded_by"),
        default_sort="-at",
        restrict=lambda: Q(reverses__isnull=True, reversed_by__isnull=True),
    )
)
