"""Work on tags that is too much for a request, and the clock's."""

from parure.core import jobs
from parure.customize import retelling


@jobs.task("customize.tell_carriers", atomic=False)
def tell_carriers(run: jobs.Run, tag_id: int, former: list[str]) -> None:
    retelling.tell_carriers(tag_id, former, run.checkpoint)


@jobs.task("customize.expire_tags", atomic=False)
def expire_tags(run: jobs.Run) -> None:
    retelling.expire(run.checkpoint)


jobs.daily("customize.expire_tags")
