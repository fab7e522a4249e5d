"""Libraries that the engine and its drivers load wherever they find them, though nothing of ours asks them for anything:
half of the time that a process of its own takes to start, and a quarter of its memory.
"""

import sys

UNUSED = ("numpy", "pandas")


def leave_unused(*besides: str) -> None:
    """Have them, and what else isn't needed, not found by what is imported from now on. For a process that does one
    thing alone.
    """
    for name in (*UNUSED, *besides):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
