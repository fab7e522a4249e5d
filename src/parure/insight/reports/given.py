"""Answers that were given already, beside the copy they are about: whoever asks the same has them at once.

A question is kept as it goes to the process that reckons: with the reach of who asked, so that an answer is found only
by whom the same rows are open to. Other processes and later ones find it too; a new copy has answers of its own.
"""

import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

from parure.insight.copy.lake import FACTS, KEPT_SECONDS, Manifest
from parure.insight.copy.plan import folder

FORMAT = 1  # of what figures mean: answers of another one are not these
LONGEST = 20_000  # characters of a question: one that is told by thousands of keys is not kept
Reckoned = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """The answers about one version of the copy and its facts: a file each, named after its question."""

    place: Path

    def known(self, questions: Iterable[str]) -> dict[str, Reckoned]:
        """The answers there are, by their question."""
        found = {}
        for question in {*questions}:
            try:
                kept = json.loads(self._file(question).read_text())
            except (FileNotFoundError, json.JSONDecodeError):
                continue
            if kept["asked"] == question:
                found[question] = kept["answer"]
        return found

    def keep(self, question: str, answer: Reckoned) -> None:
        """Whole or not at all, whoever dies meanwhile. Answers about what was the copy before go with the first."""
        if len(question) > LONGEST:
            return
        if not self.place.exists():
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
        fresh = self.place / f"{uuid4().hex}.next"
        fresh.write_text(json.dumps({"asked": question, "answer": answer}))
        fresh.replace(self._file(question))

    def _file(self, question: str) -> Path:
        return self.place / f"{blake2b(question.encode(), digest_size=16).hexdigest()}.json"

    def _sweep(self) -> None:
        for other in self.place.parent.iterdir():
            if other != self.place and time.time() - other.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(other, ignore_errors=True)


def given_answers(manifest: Manifest) -> Given:
    """Those about this version of the copy, with the facts as they are now."""
    facts = folder() / FACTS
    written = facts.stat().st_mtime_ns if facts.exists() else 0
    return Given(folder() / "answers" / f"{FORMAT}-{manifest.version}-{written}")
