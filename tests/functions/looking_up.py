"""Asks a Supabase whose name is never told: `python -m tests.functions.looking_up SECONDS [PORT]`.

Says how many seconds it took to give up. With a port, alone in a network of its own, where a name
server listens on that port and answers nobody.
"""

import fcntl
import os
import socket
import struct
import sys
import time

from exam_simulation import budget
from exam_simulation.errors import UpstreamUnavailable
from exam_simulation.store.transport import Connections

SET_FLAGS, UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP


def main(seconds: float, port: int | None) -> None:
    """Ask, and say how long it took."""
    names = socket.socket(type=socket.SOCK_DGRAM)
    if port:
        fcntl.ioctl(names, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
        names.bind(("127.0.0.1", port))
    budget.begin(seconds)
    started = time.monotonic()
    try:
        Connections().exchange("GET", "https://supabase.test/", [], None)
    except UpstreamUnavailable as error:
        print(time.monotonic() - started, flush=True)
        print(error, file=sys.stderr, flush=True)
        # The system's look-up goes on by itself, and the interpreter would wait for it.
        os._exit(0)
    sys.exit("supabase.test answered")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else None)
