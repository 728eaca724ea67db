"""The functions' clock. Tests replace it.

A request reads it when its head has arrived, and again when its body has.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
