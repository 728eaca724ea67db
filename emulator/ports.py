"""The ports of an emulator."""

import atexit
import os
import random
import socket
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from itertools import chain, islice
from typing import Self

from emulator.errors import EmulatorError

HOST = "127.0.0.1"

# Below the range from which the system picks ports for outgoing connections: those come and go.
_FREE_RANGE = range(20_000, 32_000)
_ALL = range(1, 65_536)


@dataclass(frozen=True)
class Ports:
    """Where the functions, Auth and REST, Postgres and the page listen."""

    functions: int = 8080
    supabase: int = 54321
    postgres: int = 54322
    web: int = 3000

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Take the ports from `EMULATOR_<PART>_PORT`, or else the defaults.

        Raises:
            EmulatorError: where a variable is not a port.
        """
        return cls(
            **{
                field.name: _port(variable, environment[variable])
                for field in fields(cls)
                if (variable := variable_of(field.name)) in environment
            }
        )

    @classmethod
    def free(cls) -> Self:
        """Give free ports. No other process is given them while this one lives."""
        candidates = random.sample(_FREE_RANGE, k=200)
        return cls(
            *islice(
                (port for port in candidates if is_free(port) and _claim(port)), len(fields(cls))
            )
        )

    def require_free(self, *parts: str) -> None:
        """Require that each of these parts can listen on its own port.

        Raises:
            EmulatorError: naming the port and the variable that sets another.
        """
        variables: dict[int, str] = {}
        for part in parts:
            port, variable = getattr(self, part), variable_of(part)
            if port in variables:
                raise EmulatorError(f"port {port} is chosen twice: {variables[port]}, {variable}")
            variables[port] = variable
            if not is_free(port):
                raise EmulatorError(
                    f"port {port} is taken by another program. Stop that program, "
                    f"or choose another port: {variable}={self._another_than(port)}"
                )

    def _another_than(self, port: int) -> int:
        others = (other for other in chain(_ALL[port:], _ALL) if other not in astuple(self))
        return next(other for other in others if is_free(other))


def variable_of(part: str) -> str:
    """Name the environment variable that sets a part's port."""
    return f"EMULATOR_{part.upper()}_PORT"


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def _claim(port: int) -> bool:
    """Reserve a port for this process by taking the UDP port of the same number.

    A port that was found free is not listened on yet, and others may be looking for one.
    """
    claim = socket.socket(type=socket.SOCK_DGRAM)
    try:
        claim.bind((HOST, port))
    except OSError:
        claim.close()
        return False
    atexit.register(claim.close)
    return True


def is_listening(port: int) -> bool:
    """Whether a server accepts connections on this port."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _port(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in _ALL):
        raise EmulatorError(f"{variable} is not a port: {text!r}")
    return int(text)
