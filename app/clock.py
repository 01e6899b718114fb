"""The clock, as the database keeps moments."""

from datetime import UTC, datetime


def now() -> str:
    """This moment in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
