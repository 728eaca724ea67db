"""Paths. Each function matches the whole path, also when it is deployed alone."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

BASE_PATH = "/api/exam-simulation"
INT4_MAX = 2**31 - 1
_ID = "[1-9][0-9]{0,9}"


SHARED = {"/sessions/{session_id}": ("GET", "DELETE")}
"""Paths that two functions share, with the methods of both."""


@dataclass(frozen=True)
class Route:
    """One method and one path below the base path, with `{name}` where an id stands."""

    method: str
    path: str

    @property
    def template(self) -> str:
        """The whole path."""
        return BASE_PATH + self.path

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of the endpoint; GET includes HEAD (RFC 9110, 9.1)."""
        return _with_head(self.method)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The methods of the path, of all functions that share it."""
        methods = SHARED.get(self.path, (self.method,))
        return tuple(chain(*(_with_head(method) for method in methods)))

    @property
    def allow(self) -> str:
        """The value of the header `Allow`."""
        return ", ".join((*self.allowed, "OPTIONS"))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", rf"(?P<\1>{_ID})", self.template))

    def match(self, path: str) -> dict[str, int] | None:
        """Give the ids in a path, or None if the path is not of this route."""
        found = self._pattern.fullmatch(path)
        if not found:
            return None
        ids = {name: int(value) for name, value in found.groupdict().items()}
        return ids if all(value <= INT4_MAX for value in ids.values()) else None


def _with_head(method: str) -> tuple[str, ...]:
    return ("GET", "HEAD") if method == "GET" else (method,)
