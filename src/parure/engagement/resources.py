"""Tasks in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, register
from parure.engagement.choices import TaskKind, TaskStatus
from parure.engagement.models import Notice, NoticeKind, Task

register(
    Resource(
        "engagement.task",
        _("Task"),
        _("Tasks"),
        Task,
        (
            Field("title", _("What"), path="title", column=True, required=True),
            Field("kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: TaskKind.choices, column=True),
            Field(
                "customer",
                _("Customer"),
                Kind.RELATION,
                relation="people.customer",
                path="customer",
                column=True,
            ),
            Field("due_at", _("Due"), Kind.MOMENT, path="due_at", sortable=True, column=True, required=True),
            Field("first_due_at", _("First due"), Kind.MOMENT, path="first_due_at", writable=False),
            Field("has_time", _("At that minute"), Kind.YES_NO, path="has_time"),
            Field(
                "assignee",
                _("Who does it"),
                Kind.RELATION,
                relation="access.staff",
                path="assignee",
                column=True,
            ),
            Field(
                "creator",
                _("Given by"),
                Kind.RELATION,
                relation="access.staff",
                path="creator",
                writable=False,
            ),
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store"),
            Field("priority", _("Priority"), Kind.NUMBER, path="priority"),
            Field(
                "worth",
                _("Worth"),
                Kind.MONEY,
                group="spend",
                path="worth_minor",
                value=lambda task: task.worth_minor,
            ),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: TaskStatus.choices,
                column=True,
            ),
            Field("note", _("Note"), Kind.LONG_TEXT, path="note", group="notes"),
            Field("words", _("Words to say"), path="words", group="notes"),
            Field("outcome", _("Outcome"), path="outcome", group="notes"),
            Field("postponed", _("Times postponed"), Kind.NUMBER, path="postponed", writable=False),
            Field("done_at", _("Done"), Kind.MOMENT, path="done_at", writable=False),
        ),
        title=lambda task: task.title,
        scopes={"own": "assignee", "store": "store"},
        related=("customer", "assignee", "creator", "store"),
        default_sort="due_at",
        url_name="task",
    )
)

register(
    Resource(
        "engagement.notice",
        _("Notice"),
        _("Notices"),
        Notice,
        (
            Field(
                "kind",
                _("Kind"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: NoticeKind.choices,
                writable=False,
            ),
            Field("who", _("By whom"), path="who", writable=False),
            Field("created_at", _("When"), Kind.MOMENT, path="created_at", sortable=True, writable=False),
            Field("read_at", _("Read"), Kind.MOMENT, path="read_at"),
        ),
        title=lambda notice: str(NoticeKind(notice.kind).label),
        scopes={"own": "staff"},
        default_sort="-created_at",
    )
)
