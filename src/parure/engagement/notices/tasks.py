"""Clock work of the bell."""

from parure.core.jobs import daily, task
from parure.engagement.notices.operations import forget_old_notices


@task("engagement.forget_notices")
def forget_notices() -> None:
    """Once a day."""
    forget_old_notices()


daily("engagement.forget_notices")
