"""What people say in the form of a join link, and how it is kept until somebody has looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from parure.access.encryption import seal, unseal
from parure.core.lunar import LunarDate, format_lunar
from parure.people.choices import CalendarKind, Purpose
from parure.people.consents.wordings import CURRENT
from parure.people.models import JoinRequest

# what is asked: photos and mail are no part of joining
ASKED = (
    Purpose.KEEP_DATA,
    Purpose.MARKETING_SMS,
    Purpose.MARKETING_WECHAT,
    Purpose.MARKETING_PHONE,
    Purpose.PROFILING,
)


@dataclass(frozen=True)
class Birthday:
    """A day as `people.operations.add_date` takes it."""

    calendar: str
    month: int
    day: int
    year: int | None = None
    leap: bool = False


@dataclass(frozen=True)
class Said:
    """The form as it was sent; `phone` is normalised, `purposes` are those agreed to under the wording."""

    name: str
    phone: str
    gender: str = ""
    birthday: Birthday | None = None
    purposes: Sequence[str] = ()
    wording: str = CURRENT

    def as_json(self) -> dict[str, Any]:
        """What is kept beside name and phone."""
        return {
            "gender": self.gender,
            "birthday": asdict(self.birthday) if self.birthday else None,
            "purposes": [each for each in ASKED if each in self.purposes],
            "wording": self.wording,
        }


def phone_place(uid: UUID) -> str:
    """The place that a request's sealed phone belongs to."""
    return f"people_joinrequest.sealed:{uid}"


def sealed_phone(uid: UUID, phone: str) -> bytes:
    return seal(phone, phone_place(uid))


def open_phone(row: JoinRequest) -> str:
    """The clear phone, for registering; never for an answer to somebody."""
    return unseal(bytes(row.sealed), phone_place(row.uid))


def spoken_birthday(said: Mapping[str, Any]) -> str:
    """1981-03-09, 03-09, 农历二月初二 · 1981; "" where none was given."""
    day = said.get("birthday")
    if not day:
        return ""
    if day["calendar"] == CalendarKind.LUNAR:
        words = _("lunar %s") % format_lunar(LunarDate(day["month"], day["day"], day["leap"]))
        return f"{words} · {day['year']}" if day["year"] else words
    words = f"{day['month']:02}-{day['day']:02}"
    return f"{day['year']}-{words}" if day["year"] else words
