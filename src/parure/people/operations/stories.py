"""Recording calls, messages and talks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.events import emit
from parure.core.once import done_before, keep_done
from parure.core.pictures import Attachment
from parure.people.choices import Channel, Direction, EntryKind
from parure.people.events import InteractionRecorded
from parure.people.facts import touch
from parure.people.models import Customer, Interaction
from parure.people.search import index_notes
from parure.people.story import remember

MOST_FILES = 5


@transaction.atomic
def record_interaction(
    actor: Actor,
    uid: UUID | str,
    *,
    channel: str,
    content: str,
    direction: str = Direction.OUT,
    at: datetime | None = None,
    outcome: str = "",
    next_step: str = "",
    next_due: date | None = None,
    files: Sequence[Attachment] = (),
    request_key: str = "",
) -> Interaction:
    """Record one contact with its outcome. A next step with a day becomes a task (InteractionRecorded).

    The same `request_key` again gives the interaction recorded the first time.
    """
    if (known := done_before(request_key, "people.interaction")) is not None:
        made: Interaction = policy.fetch(actor, "people.interaction", known, "view")
        return made
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view")
    errors = {}
    if channel not in Channel.values:
        errors["channel"] = _("This isn't one of the choices.")
    if direction not in Direction.values:
        errors["direction"] = _("This isn't one of the choices.")
    if not content.strip():
        errors["content"] = _("Please write what was said.")
    if len(files) > MOST_FILES:
        errors["files"] = _("At most %s files at once.") % MOST_FILES
    if len(content) > 20_000:
        errors["content"] = _("At most %s characters.") % 20_000
    if errors:
        raise ValidationError(errors)
    interaction = Interaction(
        customer=customer,
        staff_id=actor.staff_id,
        store_id=actor.home_store_id,
        channel=channel,
        direction=direction,
        at=at or timezone.now(),
        content=content.strip(),
        outcome=outcome.strip()[:200],
        next_step=next_step.strip()[:200],
        files=[each.as_json() for each in files],
    )
    names = ["at", "channel", "direction", "content", "outcome", "next_step", *(["files"] if files else [])]
    with policy.writing(actor, "people.interaction", interaction, names, action="add"):
        interaction.save()
        remember(
            customer.pk,
            at=interaction.at,
            kind=EntryKind.INTERACTION,
            title=str(Channel(channel).label),
            body="；".join(filter(None, [interaction.content, interaction.outcome, interaction.next_step])),
            who=actor.label,
            files=[
                {"talk": str(interaction.uid), "number": number, "name": each.name, "type": each.type}
                for number, each in enumerate(files)
            ],
            resource="people.interaction",
            record_id=interaction.pk,
        )
        index_notes("i", [(customer.pk, interaction.pk, interaction.content)])
        touch(customer.pk, timezone.localdate(interaction.at))
        keep_done(request_key, "people.interaction", interaction.pk)
        emit(
            InteractionRecorded(
                customer.pk,
                interaction.pk,
                interaction.next_step,
                next_due.isoformat() if next_due else "",
            ),
            actor=actor,
        )
    return interaction
