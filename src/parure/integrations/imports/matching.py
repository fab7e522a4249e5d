"""Who a row speaks of: customers found by exact keys, a batch at a time.

A number in the other system or a member number says who it is; then the telephone, e-mail and WeChat. Names only
confirm: families share numbers, so a number under another name is asked about, never guessed. Keys that point to
two people are a problem of the row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from parure.access import policy
from parure.access.choices import Scope
from parure.access.encryption import digest
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import CustomerDraft, CustomerReference
from parure.integrations.imports.rows import select_where
from parure.people.choices import ContactKind, IdentityKind
from parure.people.rules import same_person

Key = tuple[str, Any]

UID, EXTERNAL, MEMBER, PHONE, EMAIL, WECHAT, NICKNAME, ROW = "u", "x", "m", "p", "e", "w", "n", "r"
CERTAIN = (UID, EXTERNAL, MEMBER)
CONTACTS = {PHONE: ContactKind.PHONE.value, EMAIL: ContactKind.EMAIL.value, WECHAT: ContactKind.WECHAT.value}
NAMED = ("member_no", "name")
COMPARED = (
    *NAMED, "nickname", "gender", "occupation", "source_channel", "campaign", "tier_label",
    "home_store_id", "owner_id", "remark", "marketing_consent", "registered_on", "tag_names",
)  # fmt: skip


@dataclass(slots=True)
class Who:
    """How a row names its customer: `name` is "" where it is masked, `keys` are in the order of their weight."""

    name: str
    member_no: str | None
    keys: list[Key]


@dataclass(slots=True)
class Person:
    """A customer as far as matching needs: one that is kept, with the `values` that the book asked for, or one that
    this batch makes, without.
    """

    name: str
    member_no: str | None
    is_archived: bool = False
    in_reach: bool = True
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """`handle`: a primary key, a negative number for a customer of this batch, None for nobody."""

    handle: int | None = None
    problem: str = ""
    warning: str = ""


def plain(name: str) -> str:
    """The name, or "" for one that is masked (测**, 138****0001) and says nothing."""
    return "" if "*" in name else name


def who_of_customer(draft: CustomerDraft, known: int | None = None) -> Who:
    """How a row of a customer file says who it is; `known` is the customer whose uid it tells.

    That comes last, for what is booked under a row's first key must be found under it again.
    """
    keys: list[Key] = []
    if draft.external_id:
        keys.append((EXTERNAL, draft.external_id))
    member_no = draft.member_no.upper() or None
    if member_no:
        keys.append((MEMBER, member_no))
    if draft.phones:
        keys.extend([(PHONE, digest("phone", phone.e164 or "")) for phone in draft.phones])
    if draft.email:
        keys.append((EMAIL, digest("email", draft.email)))
    if draft.wechat:
        keys.append((WECHAT, digest("wechat", draft.wechat)))
    if known is not None:
        keys.append((UID, known))
    if not keys:
        # Nothing says for sure who this is: the row is known again by all that describes the person in it.
        told = (
            draft.name,
            draft.nickname,
            draft.masked_phones,
            draft.birthday,
            draft.address,
            draft.registered_on,
        )
        keys.append((ROW, _row_key(told)))
    return Who(plain(draft.name), member_no, keys)


def who_of_reference(reference: CustomerReference) -> Who:
    """How a row of another file names its customer. Without a key, the row's customer can't be told."""
    keys: list[Key] = []
    if reference.external_id:
        keys.append((EXTERNAL, reference.external_id))
    member_no = reference.member_no.upper() or None
    if member_no:
        keys.append((MEMBER, member_no))
    keys.extend([(PHONE, digest("phone", phone.e164 or "")) for phone in reference.phones])
    if reference.email:
        keys.append((EMAIL, digest("email", reference.email)))
    if reference.nickname:
        keys.append((NICKNAME, reference.nickname))
    elif not keys and reference.masked_phones and reference.name:
        keys.append((ROW, _row_key((reference.name, reference.masked_phones))))
    return Who(plain(reference.name), member_no, keys)


def _row_key(told: tuple[Any, ...]) -> str:
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


class CustomerBook:
    """The customers that a batch's rows may mean, those it makes included. `compares`: what is kept of them is
    held against the rows.
    """

    def __init__(self, context: Context, *, compares: bool = False) -> None:
        self.context = context
        self.columns = COMPARED if compares else NAMED
        self.known: dict[Key, list[int]] = {}
        self.people: dict[int, Person] = {}

    # ── asking the house ──

    def load(self, everybody: Iterable[Who]) -> None:
        """Look all keys of the batch up, in a handful of queries."""
        self.known, self.people = {}, {}
        wanted: dict[str, set[Any]] = {}
        for who in everybody:
            for kind, value in who.keys:
                wanted.setdefault(kind, set()).add(value)
        self.known = {(UID, pk): [pk] for pk in wanted.get(UID, ())}
        self._load_identities(wanted)
        self._load_members(wanted.get(MEMBER, set()))
        self._load_contacts(wanted)
        self._load_people()
        if self.context.is_dry:
            self._recall(wanted)

    def _load_identities(self, wanted: dict[str, set[Any]]) -> None:
        for kind in (EXTERNAL, NICKNAME, ROW):
            if kind in wanted:
                identity, issuer = issuer_of(kind, self.context.source)
                sql = "SELECT value, customer_id FROM people_identity WHERE kind = %s AND issuer = %s AND"
                for value, pk in select_where(sql, "value", wanted[kind], (identity, issuer)):
                    self.known.setdefault((kind, value), []).append(pk)

    def _load_members(self, wanted: set[str]) -> None:
        for value, pk in select_where("SELECT member_no, id FROM people_customer WHERE", "member_no", wanted):
            self.known.setdefault((MEMBER, value), []).append(pk)

    def _load_contacts(self, wanted: dict[str, set[Any]]) -> None:
        kinds = {kept: kind for kind, kept in CONTACTS.items()}
        digests = set().union(*(wanted.get(kind, set()) for kind in CONTACTS))
        sql = "SELECT digest, kind, customer_id FROM people_contactpoint WHERE"
        for value, kind, pk in select_where(sql, "digest", digests):
            if kind in kinds:
                self.known.setdefault((kinds[kind], bytes(value)), []).append(pk)

    def _load_people(self) -> None:
        """What belongs to a record that was merged means the customer that it became."""
        ids = {pk for found in self.known.values() for pk in found}
        became = self._read_people(ids)
        if became:
            for found in self.known.values():
                found[:] = dict.fromkeys(became.get(pk, pk) for pk in found)
            ids = {pk for found in self.known.values() for pk in found}
            self._read_people(ids - self.people.keys())
            self.people = {pk: self.people[pk] for pk in ids}
        if ids and self.context.actor.scope("people.customer", "change") is not Scope.ALL:
            self._mark_reach(ids)
        for found in self.known.values():  # an archived customer's number is free again
            kept = [pk for pk in found if not self.people[pk].is_archived]
            found[:] = kept or found

    def _read_people(self, ids: Iterable[int]) -> dict[int, int]:
        """Make these customers known; which of them became others, and whom."""
        columns, became = ", ".join(self.columns), {}
        sql = f"SELECT id, merged_into_id, is_archived, {columns} FROM people_customer WHERE"  # noqa: S608 - names of ours
        for pk, into, archived, *values in select_where(sql, "id", ids):
            if into is not None:
                became[pk] = into
            row = dict(zip(self.columns, values, strict=True))
            self.people[pk] = Person(plain(row["name"]), row["member_no"], bool(archived), True, row)
        return became

    def _mark_reach(self, ids: set[int]) -> None:
        reachable = set(
            policy.rows(self.context.actor, "people.customer", "change")
            .filter(pk__in=ids)
            .values_list("pk", flat=True)
        )
        for pk, person in self.people.items():
            person.in_reach = pk in reachable

    def _recall(self, wanted: dict[str, set[Any]]) -> None:
        """Rows of earlier batches of a dry run, which nobody else remembers."""
        seen = self.context.seen
        for kind, values in wanted.items():
            for value in values:
                number = seen.find((kind, value))
                if number is not None:
                    name, member_no, _content = seen.records[number]
                    handle = -1_000_000_000 - number
                    self.known.setdefault((kind, value), []).append(handle)
                    self.people[handle] = Person(name, member_no)

    # ── answering for a row ──

    def enter(self, handle: int, who: Who) -> None:
        """From now on this batch's rows with one of these keys mean this customer."""
        for key in who.keys:
            found = self.known.setdefault(key, [])
            if handle not in found:
                found.append(handle)
        if handle not in self.people:
            self.people[handle] = Person(who.name, who.member_no)

    def find(self, who: Who, *, names_differ: str = "") -> Found:
        """The customer that these keys mean, or why that can't be said. `names_differ` is the warning with which
        the only customer under a number is taken, whatever the name: orders name those who receive them.
        """
        found = self._find(who)
        if names_differ and found.problem == "phone_other_name":
            under = {
                pk for kind, value in who.keys if kind == PHONE for pk in self.known.get((kind, value), ())
            }
            if len(under) == 1:
                found = Found(under.pop(), warning=names_differ)
        if found.handle is not None and not found.problem:
            person = self.people[found.handle]
            if person.is_archived:
                return Found(found.handle, "customer_archived")
            if not person.in_reach:
                return Found(found.handle, "out_of_reach")
            if who.member_no and person.member_no and who.member_no != person.member_no:
                found.warning = "member_no_differs"
        return found

    def _find(self, who: Who) -> Found:
        known = self.known
        hits = [(kind, known[kind, value]) for kind, value in who.keys if (kind, value) in known]
        if not hits:
            return Found()
        certain = {pk for kind, pks in hits if kind in CERTAIN for pk in pks}
        likely = {pk for kind, pks in hits if kind not in CERTAIN for pk in pks}
        if len(certain) > 1:
            return Found(None, "two_customers_match")
        if certain:
            (pk,) = certain
            alone = not likely or pk in likely or self.context.options.shared_phones
            return Found(pk) if alone else Found(None, "two_customers_match")
        return self._by_contact(who, hits)

    def _by_contact(self, who: Who, hits: Sequence[tuple[str, list[int]]]) -> Found:
        """By telephone first, where the name must fit; then by what only one person has."""
        kind, pks = hits[0]
        if len(hits) == 1 and kind == PHONE and len(pks) == 1 and self._fits(pks[0], who):
            return Found(pks[0])  # nearly every row of a file
        by_phone = list(dict.fromkeys(pk for kind, pks in hits if kind == PHONE for pk in pks))
        others = {pk for kind, pks in hits if kind != PHONE for pk in pks}
        if not by_phone:
            return Found(next(iter(others))) if len(others) == 1 else Found(None, "two_customers_match")
        fitting = [pk for pk in by_phone if self._fits(pk, who)]
        exact = [pk for pk in fitting if self.people[pk].name == who.name] or fitting
        chosen = [pk for pk in exact if pk in others] or exact
        if len(chosen) > 1:
            return Found(None, "two_customers_match")
        if not chosen:
            if self.context.options.shared_phones and not others:
                return Found()
            return Found(None, "two_customers_match" if others - set(by_phone) else "phone_other_name")
        if others and chosen[0] not in others:
            return Found(None, "two_customers_match")
        return Found(chosen[0])

    def _fits(self, pk: int, who: Who) -> bool:
        """Whether a customer under the same number is this person. Two member numbers are two members, unless the
        names are the same letter for letter.
        """
        person = self.people[pk]
        if who.member_no and person.member_no and who.member_no != person.member_no:
            return bool(who.name) and person.name == who.name
        return same_person(person.name, who.name) or _same_words(person.name, who.name)


def _same_words(known: str, given: str) -> bool:
    """Chan Mei and Mei Chan: systems disagree about the order of Western names."""
    return known.isascii() and sorted(known.casefold().split()) == sorted(given.casefold().split())


def issuer_of(kind: str, source: str) -> tuple[str, str]:
    """(kind, issuer) under which an identity of this kind is kept."""
    if kind == ROW:
        return IdentityKind.NICKNAME.value, f"file:{source}"
    return (IdentityKind.SHOP if kind == EXTERNAL else IdentityKind.NICKNAME).value, source


def identities_of(who: Who, source: str) -> list[tuple[str, str, str]]:
    """The identities to keep of a customer found by these keys: (kind, issuer, value)."""
    return [
        (*issuer_of(kind, source), value) for kind, value in who.keys if kind in (EXTERNAL, NICKNAME, ROW)
    ]
