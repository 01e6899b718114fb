"""How long a server asks to be left alone."""

import time
from email.utils import parsedate_to_datetime

_LONGEST = 7 * 24 * 3600.0


def seconds_to_wait(value: str | None, now: float | None = None) -> float | None:
    """The seconds that a Retry-After header names, as a number or as a date (RFC 9110); None when it names
    none that can be understood. ``now`` is the time in seconds since 1970."""
    if not value or len(value) > 100:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    try:
        then = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(0.0, then - (time.time() if now is None else now)), _LONGEST)
