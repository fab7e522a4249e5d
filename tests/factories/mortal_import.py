"""A worker that imports in small batches and dies of kill -9 at a chosen moment.

python -m factories.mortal_import after N    killed right behind the Nth batch
python -m factories.mortal_import within N   killed inside the transaction of the Nth batch
python -m factories.mortal_import live       works until nothing is due
"""

import os
import signal
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
ROWS = 40


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from parure.integrations.imports import engine, undo

    engine.USUAL_ROWS, engine.ROWS_A_BATCH, engine.REFRESHED, undo.AT_ONCE = ROWS, {}, 20, 15
    left = [int(sys.argv[2])] if len(sys.argv) > 2 else [0]

    def count_down(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            die()

    if sys.argv[1] == "after":
        engine.progress.set(count_down)
    if sys.argv[1] == "within":
        save, note = engine.Engine._save_traces, undo.Undo._note

        def save_and_die(self: Any, batch: Any) -> None:
            save(self, batch)
            count_down()

        def note_and_die(self: Any) -> None:
            note(self)
            count_down()

        engine.Engine._save_traces, undo.Undo._note = save_and_die, note_and_die
    call_command("worker", "--until-idle")


if __name__ == "__main__":
    main()
