"""A stack for a benchmark, of which nothing is left."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emulator.interrupts import interruptible
from emulator.stack import Ports, Stack, reset


@contextmanager
def throwaway_stack(prepare: Callable[[Stack], None] = lambda _: None) -> Iterator[Stack]:
    """A stack without functions for as long as it is needed; its data is removed at the end.

    Args:
        prepare: what is done to it first, once it has started.

    Raises:
        EmulatorError, KeyboardInterrupt: as `interruptible`.
    """
    # Not below a folder of mode 0700: as root, Postgres could not pass through it.
    state_dir = Path(tempfile.mkdtemp(prefix="exam-simulation-bench-"))
    stack = Stack(state_dir, Ports.free(), functions=None)
    try:
        with interruptible(stack, prepare):
            yield stack
    finally:
        reset(state_dir)
