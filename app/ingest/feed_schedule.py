"""When a feed may be asked again. Pure: the time and the chance come from outside."""

from datetime import datetime, timedelta

LEAST = timedelta(minutes=10)
MOST = timedelta(days=1)
"""Between these a feed's wish (ttl, Cache-Control) is heeded."""
FIRST_BACK_OFF = timedelta(minutes=15)
LONGEST_BACK_OFF = timedelta(days=7)
_SPREAD = 0.2


def next_after_success(now: datetime, stated_minutes: int | None) -> datetime:
    """When a feed may be asked again that asked to be kept for so many minutes; at once when it did not."""
    if not stated_minutes:
        return now
    return now + min(max(timedelta(minutes=min(stated_minutes, 10**6)), LEAST), MOST)


def next_after_failure(now: datetime, failures: int, chance: float, wait: float | None = None) -> datetime:
    """When a feed may be asked again that failed ``failures`` times in a row: after ever longer pauses,
    spread by ``chance`` (0 to 1) so that what failed together is not asked together. ``wait`` is for how many
    seconds the server asked to be left alone.
    """
    pause = min(FIRST_BACK_OFF * 2.0 ** min(max(failures - 1, 0), 20), LONGEST_BACK_OFF)
    pause *= 1 - _SPREAD / 2 + _SPREAD * chance
    return now + max(pause, timedelta(seconds=min(wait or 0.0, LONGEST_BACK_OFF.total_seconds())))
