"""Every write of imports and of the keys of other systems, one function a verb."""

from parure.integrations.operations.imports import (
    begin_import,
    check_import,
    check_rights,
    resume_import,
    run_import,
    run_undo,
    set_mapping,
    stop_import,
    undo_import,
    use_saved_mapping,
    write_import,
)
from parure.integrations.operations.keys import create_key, note_use, revoke_key
from parure.integrations.operations.sweeping import sweep_files

__all__ = [
    "begin_import",
    "check_import",
    "check_rights",
    "create_key",
    "note_use",
    "resume_import",
    "revoke_key",
    "run_import",
    "run_undo",
    "set_mapping",
    "stop_import",
    "sweep_files",
    "undo_import",
    "use_saved_mapping",
    "write_import",
]
