"""Addresses to which the house writes."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254


def is_email(text: str) -> bool:
    """Whether a text can be an email address."""
    if len(text) > LONGEST:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
