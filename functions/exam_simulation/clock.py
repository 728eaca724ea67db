"""The functions' clock: read once a request, on arrival. Tests replace it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
