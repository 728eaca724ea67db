"""Trying again after another request changed the rows first."""

import random
import time
from collections.abc import Iterator

ATTEMPTS = 8
PAUSE_SECONDS = 0.02
"""The longest pause before the second attempt. It grows by as much with each further one."""


def attempts() -> Iterator[int]:
    """Count the attempts from 0, with a pause before each one but the first."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, attempt * PAUSE_SECONDS))  # noqa: S311 - no secret
        yield attempt
