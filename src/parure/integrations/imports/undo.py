"""Taking an import back."""

from parure.core import jobs


def run_undo(job: jobs.Run, uid: str) -> None:
    raise NotImplementedError
