"""What is written down of an error that nobody expected: its class and places, never its message."""

import logging


def note(log: logging.Logger, error: Exception, where: str) -> None:
    """Class and places of an error; its message may hold somebody's data and is left out."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "parure" in name:
            places.append(f"{name.rpartition('parure/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("%s in %s (%s)", type(error).__name__, where, " < ".join(reversed(places[-4:])))
