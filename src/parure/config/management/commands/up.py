"""parure up: the whole house on one machine under one command."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, serve and work. Ends both on Ctrl-C; starts one again that died."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        self.ending = False
        children = {verb: self._start(verb) for verb in ("serve", "worker")}

        def end(*_: Any) -> None:
            self.ending = True
            for child in children.values():
                child.terminate()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        while not self.ending:
            for verb, child in children.items():
                if child.poll() is not None and not self.ending:
                    if verb == "serve" and child.returncode not in (-9, -11):
                        end()
                        sys.exit(child.returncode or 1)
                    children[verb] = self._start(verb)
            time.sleep(0.3)
        for child in children.values():
            child.wait(timeout=20)

    def _start(self, verb: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "parure", verb], env=os.environ)  # noqa: S603 - our own command
