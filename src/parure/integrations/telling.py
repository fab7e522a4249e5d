"""Who brought a file in or asked for one is told at the bell when it is done."""

from collections.abc import Mapping

from parure.engagement.models import NoticeKind
from parure.engagement.notices.operations import notify
from parure.integrations.models import ExportRun, ExportStatus, ImportRun


def tell_of_import(uid: str, counts: Mapping[str, int]) -> None:
    """The run with this uid has come in with these counts of rows."""
    _tell(uid, NoticeKind.IMPORT_DONE, counts)


def tell_of_undone_import(uid: str, kept: int) -> None:
    """The run was taken back; `kept` records stayed because somebody had used them."""
    _tell(uid, NoticeKind.IMPORT_UNDONE, {"kept": kept})


def _tell(uid: str, kind: NoticeKind, counts: Mapping[str, int]) -> None:
    run = ImportRun.objects.filter(uid=uid).first()
    if run is not None and run.staff_id is not None:
        resource = "integrations.import_run"
        notify(run.staff_id, kind, f"{kind}:{uid}", resource=resource, record_id=run.pk, counts=counts)


def tell_of_export(uid: str, status: str, rows: int) -> None:
    """The file of the export with this uid is ready, or its writing has failed."""
    run = ExportRun.objects.filter(uid=uid).first()
    if run is None or run.staff_id is None:
        return
    done = status == ExportStatus.DONE
    kind = NoticeKind.EXPORT_READY if done else NoticeKind.EXPORT_FAILED
    counts = {"rows": rows} if done else {}
    resource = "integrations.export_run"
    notify(run.staff_id, kind, f"{kind}:{uid}", resource=resource, record_id=run.pk, counts=counts)
