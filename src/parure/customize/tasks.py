"""Work on tags and computed fields that is too much for a request, and the clock's."""

from parure.core import jobs
from parure.customize import computing, retelling


@jobs.task("customize.tell_carriers", atomic=False)
def tell_carriers(run: jobs.Run, tag_id: int, former: list[str]) -> None:
    retelling.tell_carriers(tag_id, former, run.checkpoint)


@jobs.task("customize.expire_tags", atomic=False)
def expire_tags(run: jobs.Run) -> None:
    retelling.expire(run.checkpoint)


jobs.daily("customize.expire_tags")


@jobs.task("customize.compute_field", atomic=False)
def compute_field(run: jobs.Run, definition_id: int) -> None:
    computing.compute_field(definition_id, run.checkpoint)


@jobs.task("customize.index_field", atomic=False)
def index_field(run: jobs.Run, definition_id: int) -> None:
    computing.index_everything(definition_id, run.checkpoint)


@jobs.task("customize.compute_all", atomic=False)
def compute_all(run: jobs.Run) -> None:
    computing.compute_all(run.checkpoint)


jobs.daily("customize.compute_all")
