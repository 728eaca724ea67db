"""The functions' clock. Each request reads it once, on arrival. Tests replace it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
