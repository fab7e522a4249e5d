"""Who tests of pages let act where it doesn't matter who."""

import pytest


@pytest.fixture
def boss(actors):
    """The owner: reaches everything of the shop."""
    return actors["owner"]
