"""A stack for a benchmark, of which nothing is left."""

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from emulator.errors import Interrupted
from emulator.stack import Ports, Stack, reset

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def throwaway_stack(prepare: Callable[[Stack], None] = lambda _: None) -> Iterator[Stack]:
    """A stack without functions for as long as it is needed. Ctrl-C and SIGTERM end what it is for.

    While it is being started or stopped they only ask: as an exception they could come between a
    process and the note that it was started.

    Args:
        prepare: what is done to it first, once it has started.

    Raises:
        EmulatorError: it does not start.
        KeyboardInterrupt: the benchmark was asked to stop.
    """
    # Not below a folder of mode 0700: as root, Postgres could not pass through it.
    state_dir = Path(tempfile.mkdtemp(prefix="exam-simulation-bench-"))
    stack = Stack(state_dir, Ports.free(), functions=None)

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stack.stopping.asked = True

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        # Once: whoever repeats it does not keep us from cleaning up.
        _handle(ask)
        raise KeyboardInterrupt

    before = {sign: signal.getsignal(sign) for sign in _SIGNALS}
    _handle(ask)
    try:
        stack.start()
        prepare(stack)
        if stack.stopping.asked:
            raise KeyboardInterrupt
        _handle(interrupt)
        yield stack
    except Interrupted:
        raise KeyboardInterrupt from None
    finally:
        _handle(ask)
        stack.stop()
        reset(state_dir)
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _handle(handler: "signal._HANDLER") -> None:
    for sign in _SIGNALS:
        signal.signal(sign, handler)
