"""Ctrl-C and other signals: nothing that was started is left behind."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from emulator.errors import Interrupted
from emulator.stack import Stack

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def handle(handler: "signal._HANDLER") -> None:
    """Let this handler answer every signal that asks the process to end."""
    for sign in SIGNALS:
        signal.signal(sign, handler)


@contextmanager
def interruptible(
    stack: Stack, prepare: Callable[[Stack], None] = lambda _: None
) -> Iterator[None]:
    """Start a stack, and stop it at the end, or when a signal asks to end.

    While the stack starts or stops, a signal only sets a flag: an exception could come between a
    process and the note that it was started.

    Args:
        stack: the stack.
        prepare: what is done once it has started, before signals interrupt.

    Raises:
        EmulatorError: it does not start.
        KeyboardInterrupt: a signal asked to end.
    """

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stack.stopping.asked = True

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        handle(ask)  # a second Ctrl-C does not interrupt the cleaning up
        raise KeyboardInterrupt

    before = {sign: signal.getsignal(sign) for sign in SIGNALS}
    handle(ask)
    try:
        stack.start()
        prepare(stack)
        if stack.stopping.asked:
            raise KeyboardInterrupt
        handle(interrupt)
        yield
    except Interrupted:
        raise KeyboardInterrupt from None
    finally:
        handle(ask)
        stack.stop()
        for sign, handler in before.items():
            signal.signal(sign, handler)
