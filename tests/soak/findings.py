"""What a soak may find: every way in which a student was told what is not so."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of loss; none may ever happen."""

    LOST_WRITE = "lost writes"
    DOUBLE_GRADE = "double grades"
    MOVED_CLOCK = "moved clocks"
    STUCK_SESSION = "stuck sessions"
    UNEXPECTED = "unexpected answers"


@dataclass(frozen=True)
class Finding:
    """One loss, and where it was seen."""

    kind: Kind
    where: str
