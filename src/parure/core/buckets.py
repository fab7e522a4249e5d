"""How often somebody may ask: a bucket of tokens a name, in the database, the same for every process.

Each process draws a second's worth at once and spends it in memory, so that limiting costs about one write a second
however much is asked. What a process has drawn and not spent within a minute is lost, never doubled.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from parure.core.models import Bucket

KEPT_SECONDS = 60.0
PARTS = 1000  # a token is kept in thousandths


@dataclass(slots=True)
class _Drawn:
    left: int
    until: float


_DRAWN: dict[str, _Drawn] = {}
_LOCK = threading.Lock()


def take(name: str, *, per_minute: int, tokens: int = 1) -> float:
    """Take tokens from the bucket, which holds `per_minute` and fills again within a minute.

    Returns 0.0 when they were there, else the seconds after which they will be.
    """
    tokens = min(tokens, per_minute)
    with _LOCK:
        drawn = _DRAWN.get(name)
        if drawn and drawn.left >= tokens and time.monotonic() < drawn.until:
            drawn.left -= tokens
            return 0.0
    granted, wait = _draw(name, per_minute, least=tokens, wanted=max(tokens, per_minute // 60))
    if granted:
        with _LOCK:
            if len(_DRAWN) > 10_000:
                _DRAWN.clear()
            _DRAWN[name] = _Drawn(granted - tokens, time.monotonic() + KEPT_SECONDS)
    return wait


@transaction.atomic
def _draw(name: str, per_minute: int, *, least: int, wanted: int) -> tuple[int, float]:
    """(tokens drawn, seconds to wait for the least when there are fewer)."""
    now = timezone.now()
    Bucket.objects.get_or_create(name=name, defaults={"level": per_minute * PARTS, "at": now})
    bucket = Bucket.objects.select_for_update().get(name=name)
    level = _level(bucket, per_minute, now)
    if level < least * PARTS:
        return 0, (least * PARTS - level) * 60 / (per_minute * PARTS)
    granted = min(wanted, level // PARTS)
    bucket.level, bucket.at = level - granted * PARTS, now
    bucket.save(update_fields=["level", "at"])
    return granted, 0.0


def _level(bucket: Bucket, per_minute: int, now: datetime) -> int:
    passed = max((now - bucket.at).total_seconds(), 0)
    return min(per_minute * PARTS, bucket.level + int(passed * per_minute * PARTS / 60))
