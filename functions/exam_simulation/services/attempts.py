"""Trying again, where somebody else keeps changing the rows meanwhile."""

import random
import time
from collections.abc import Iterator

ATTEMPTS = 8
PAUSE_SECONDS = 0.02
"""How long the second attempt waits at most; each further one by as much longer."""


def attempts() -> Iterator[int]:
    """Count the attempts from 0; pause before each one but the first."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, attempt * PAUSE_SECONDS))  # noqa: S311 - no secret
        yield attempt
