"""Words put together as the reader's language does."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext


def listed(words: Iterable[Any]) -> str:
    """Words one after the other: gold, jade; 黄金、翡翠."""
    return pgettext("between the words of a list", ", ").join(str(each) for each in words)
