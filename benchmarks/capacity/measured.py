"""The figures that the arithmetic starts from, as `make bench` and `make bench-scale` left them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from benchmarks.capacity.tables import FigureMissingError, Tables

STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "create_session": ("create_session: insert",),
    "get_session": ("get_session: read",),
    "start_section": (
        "start_section: read, with what drawing needs to know",
        "start_section: write",
    ),
    "save_answers": ("get_session: read", "save_answers: write"),
    "complete_section": ("get_session: read", "complete_section: write"),
    "get_results": ("get_session: read",),
    "get_history": ("get_history: completed",),
    "get_config": ("get_config: what the bank holds",),
}
"""What a process that remembers the bank sends for a request, by its line in the table."""
FUNCTIONS = tuple(STATEMENTS)

_CPU, _TRIPS, _COLD = "CPU a request", "Round trips", "Cold start"
_P50 = "The p50 of each statement"
_STOCK = r"What ([\d,]+) sessions of ([\d,]+) students take"
_INDEX = "index exam_sessions"


@dataclass(frozen=True)
class Request:
    """What one request to a function costs."""

    cpu_ms: float
    """Of a function's process."""
    rest: float
    """Round trips to Supabase's REST API, by a process that remembers the bank."""
    rest_cold: float
    """The same of a new process."""
    postgres_ms: float
    """The p50 of its statements, one after the other, in the larger database."""
    cold_start_s: float
    """From the start of a process to its first answer."""


@dataclass(frozen=True)
class Measured:
    """All of it. Bytes are as freshly loaded and vacuumed."""

    requests: Mapping[str, Request]
    sessions: int
    """How many the larger database held."""
    students: int
    """Whose they were."""
    row_bytes: float
    """Of a session, without indexes."""
    row_and_index_bytes: float
    user_bytes: float
    """Of a student, with indexes."""
    memory_mib: float
    """Of a process that serves all functions, after its longest run."""

    @classmethod
    def of(cls, request: Tables, scale: Tables) -> Self:
        """Take the figures out of the two documents.

        Raises:
            FigureMissingError: one of them is not there; the text says which.
        """
        stock = scale.title(_STOCK)
        sessions, students = (int(number.replace(",", "")) for number in stock.groups())
        return cls(
            requests={name: _request(name, request, scale, sessions) for name in FUNCTIONS},
            sessions=sessions,
            students=students,
            row_bytes=scale.median(stock[0], "exam_sessions: a row, without indexes"),
            row_and_index_bytes=scale.median(stock[0], "exam_sessions: a row, with indexes"),
            user_bytes=scale.median(stock[0], "users: a row, with indexes"),
            memory_mib=request.median("Memory", _longest_run(request)),
        )

    @property
    def index_bytes(self) -> float:
        """Of a session, in all indexes."""
        return self.row_and_index_bytes - self.row_bytes


def _request(name: str, request: Tables, scale: Tables, sessions: int) -> Request:
    bare_ms = request.median(_CPU, "bare function")
    bare_s = request.median(_COLD, "bare function")
    return Request(
        cpu_ms=bare_ms * request.median(_CPU, name),
        rest=request.median(_TRIPS, f"{name}, warm"),
        rest_cold=request.median(_TRIPS, f"{name}, cold"),
        postgres_ms=sum(
            scale.median(_P50, f"{line}, {sessions:,} sessions") for line in STATEMENTS[name]
        ),
        cold_start_s=bare_s * request.median(_COLD, name),
    )


def _longest_run(request: Tables) -> str:
    lines = [line for line in request.by_title.get("Memory", {}) if line.endswith(" requests")]
    if not lines:
        raise FigureMissingError(f"{request.document}, “Memory”: no line “after … requests”")
    return lines[-1]
