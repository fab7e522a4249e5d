"""RFM groups in the field catalogue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core.resources import Field, Kind, Resource, register
from parure.insight.models import RfmGroup

RANGES = {
    "r_from": _("Recency from"),
    "r_to": _("Recency to"),
    "f_from": _("Frequency from"),
    "f_to": _("Frequency to"),
    "m_from": _("Money from"),
    "m_to": _("Money to"),
}

register(
    Resource(
        "insight.rfm_group",
        _("RFM group"),
        _("RFM groups"),
        RfmGroup,
        (
            Field("code", _("Code"), path="code", writable=False),
            Field(
                "name", pgettext_lazy("group", "Name"), path="name", sortable=True, column=True, required=True
            ),
            Field("position", _("Place"), Kind.NUMBER, path="position", sortable=True, writable=False),
            *(Field(name, label, Kind.NUMBER, path=name) for name, label in RANGES.items()),
            Field("playbook", _("What to do, and by whom"), Kind.LONG_TEXT, path="playbook", column=True),
            Field("tone", _("Colour"), Kind.CHOICE, path="tone", choices=lambda: RfmGroup.Tone.choices),
        ),
        title=lambda group: group.name,
        title_field="name",
        default_sort="position",
    )
)
