"""Automation hears every event."""

from parure.automation import operations
from parure.core.events import Event, handles_every_event


@handles_every_event
def run_rules(event: Event) -> None:
    operations.run_rules(event)
