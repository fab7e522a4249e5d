"""Making the rows of one customer another's."""

from typing import Any

from django.db.models import Q

from parure.customize.models import CustomValue
from parure.people import holdings
from parure.people.choices import Basis, DateKind
from parure.people.holdings import Fate, Holding, Merging
from parure.people.models import ContactPoint, ImportantDate, NoteWord, Preference, Relation, Size, Wish


def move_everything(merging: Merging) -> None:
    """Move what moves, in the order of the declarations."""
    for holding in holdings.every():
        if holding.fate is Fate.MOVES:
            move_holding(holding, merging)


def move_holding(holding: Holding, merging: Merging) -> None:
    if holding.mover is not None:
        holding.mover(merging)
    else:
        move_rows(holding, merging)


def move_rows(holding: Holding, merging: Merging) -> None:
    """Move a table's rows but those that the survivor has too."""
    rows = holding.rows([merging.other_id])
    if holding.same:
        had = set(holding.rows([merging.survivor_id]).values_list(*holding.same))
        told = [(pk, tuple(key)) for pk, *key in rows.order_by("pk").values_list("pk", *holding.same)]
        leave_behind(merging, holding.table, [pk for pk, key in told if key in had])
        rows = holding.rows([merging.other_id]).filter(pk__in=[pk for pk, key in told if key not in had])
    rows.update(**{holding.path: merging.survivor_id})


def leave_behind(merging: Merging, table: str, ids: list[int]) -> None:
    if ids:
        merging.stayed.setdefault(table, []).extend(ids)


def move_contacts(merging: Merging) -> None:
    """All contacts are joined; the survivor's main one of a kind stays the main one."""
    own = ContactPoint.objects.filter(customer_id=merging.survivor_id)
    had = {(kind, bytes(digest)) for kind, digest in own.values_list("kind", "digest")}
    with_main = set(own.filter(is_primary=True).values_list("kind", flat=True))
    for point in ContactPoint.objects.filter(customer_id=merging.other_id).order_by("pk"):
        if (point.kind, bytes(point.digest)) in had:
            leave_behind(merging, ContactPoint._meta.label_lower, [point.pk])
            continue
        ContactPoint.objects.filter(pk=point.pk).update(
            customer_id=merging.survivor_id, is_primary=point.is_primary and point.kind not in with_main
        )


def move_relations(merging: Merging) -> None:
    """The family is joined; somebody noted on both records is kept once, with the days and sizes of both."""
    known = {
        (each.kind, each.name.strip().casefold()): each.pk
        for each in Relation.objects.filter(customer_id=merging.survivor_id).order_by("-pk")
    }
    for each in Relation.objects.filter(customer_id=merging.other_id).order_by("pk"):
        same = known.get((each.kind, each.name.strip().casefold()))
        if same is None:
            Relation.objects.filter(pk=each.pk).update(customer_id=merging.survivor_id)
        else:
            merging.relations[each.pk] = same
            leave_behind(merging, Relation._meta.label_lower, [each.pk])
            if each.other_id:
                Relation.objects.filter(pk=same, other=None).update(other_id=each.other_id)


def move_mirrors(merging: Merging) -> None:
    """Whoever has the other record in their family now has the survivor there, once."""
    had = set(Relation.objects.filter(other_id=merging.survivor_id).values_list("customer_id", "kind"))
    for each in Relation.objects.filter(other_id=merging.other_id).order_by("pk"):
        if (each.customer_id, each.kind) in had:
            leave_behind(merging, Relation._meta.label_lower, [each.pk])
        else:
            Relation.objects.filter(pk=each.pk).update(other_id=merging.survivor_id)


def move_dates(merging: Merging) -> None:
    """Days of both; a birthday is had once, the survivor's unless the other's was chosen."""

    def key(row: ImportantDate) -> tuple[Any, ...]:
        whose = merging.relations.get(row.relation_id or 0, row.relation_id)
        if row.kind == DateKind.BIRTHDAY:
            return (whose, row.kind)
        return (whose, row.kind, row.label, row.calendar, row.month, row.day)

    _move_traits(
        merging, ImportantDate, key, lambda row, _own: row.relation_id is None and _chosen(merging, row)
    )


def _chosen(merging: Merging, row: ImportantDate) -> bool:
    return row.kind == DateKind.BIRTHDAY and "birthday" in merging.taken


def move_sizes(merging: Merging) -> None:
    """Measures of both; of one place the newer."""

    def key(row: Size) -> tuple[Any, ...]:
        return (merging.relations.get(row.relation_id or 0, row.relation_id), row.kind, row.finger)

    _move_traits(merging, Size, key, lambda row, own: row.measured_on > own.measured_on)


def _move_traits(merging: Merging, model: Any, key: Any, prefers: Any) -> None:
    """Move days or sizes; where both have one of a key, the one that is not preferred goes to the other record."""
    had = {key(row): row for row in model.objects.filter(customer_id=merging.survivor_id).order_by("-pk")}
    for row in model.objects.filter(customer_id=merging.other_id).order_by("pk"):
        own = had.get(key(row))
        if own is not None and not prefers(row, own):
            leave_behind(merging, model._meta.label_lower, [row.pk])
            continue
        if own is not None:
            leave_behind(merging, model._meta.label_lower, [own.pk])
            model.objects.filter(pk=own.pk).update(customer_id=merging.other_id)
        relation_id = merging.relations.get(row.relation_id or 0, row.relation_id)
        model.objects.filter(pk=row.pk).update(customer_id=merging.survivor_id, relation_id=relation_id)


def move_wishes(merging: Merging) -> None:
    """Wishes of both; those for somebody of the family whom both had are for the survivor's."""
    for row in Wish.objects.filter(customer_id=merging.other_id).order_by("pk"):
        relation_id = merging.relations.get(row.relation_id or 0, row.relation_id)
        Wish.objects.filter(pk=row.pk).update(customer_id=merging.survivor_id, relation_id=relation_id)


def move_preferences(merging: Merging) -> None:
    """Tastes that both stated; of opposite ones the one heard last holds. Inferred ones are reckoned anew."""
    stated = Preference.objects.filter(basis=Basis.STATED).order_by("pk")
    own = {(each.aspect, each.value): each for each in stated.filter(customer_id=merging.survivor_id)}
    for row in stated.filter(customer_id=merging.other_id):
        same = own.get((row.aspect, row.value))
        if same is None:
            Preference.objects.filter(pk=row.pk).update(customer_id=merging.survivor_id)
            continue
        leave_behind(merging, Preference._meta.label_lower, [row.pk])
        if row.stance != same.stance and row.heard_on > same.heard_on:
            Preference.objects.filter(pk=same.pk).update(
                stance=row.stance, evidence=row.evidence, heard_by=row.heard_by_id, heard_on=row.heard_on
            )


def move_custom_values(merging: Merging) -> None:
    """The index of custom values follows the values chosen."""
    of_customers = Q(definition__resource="people.customer")
    own = {
        each.definition_id: each
        for each in CustomValue.objects.filter(of_customers, record_id=merging.survivor_id)
    }
    rows = CustomValue.objects.filter(of_customers, record_id=merging.other_id).order_by("pk")
    for row in rows.select_related("definition"):
        same = own.get(row.definition_id)
        if same is None:
            CustomValue.objects.filter(pk=row.pk).update(record_id=merging.survivor_id)
            continue
        leave_behind(merging, CustomValue._meta.label_lower, [row.pk])
        if f"custom_{row.definition.code}" in merging.taken:
            CustomValue.objects.filter(pk=same.pk).update(text=row.text, number=row.number, date=row.date)


def follow_notes(survivor_id: int, other_id: int) -> None:
    """Let words of notes be found under whom the notes belong to now."""
    for holding in holdings.every():
        if not holding.notes:
            continue
        for customer_id in (survivor_id, other_id):
            ids = list(holding.rows([customer_id]).values_list("pk", flat=True))
            for start in range(0, len(ids), 500):
                found = NoteWord.objects.filter(source=holding.notes, source_id__in=ids[start : start + 500])
                found.exclude(customer_id=customer_id).update(customer_id=customer_id)
