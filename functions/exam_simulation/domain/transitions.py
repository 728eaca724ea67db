"""What may happen to a section, and when: one table, and nothing else decides it.

A session follows its sections: it is created while all are pending, completed once all are
completed, and in progress between. When a section's time is over is `session.is_over`.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..problem_codes import ProblemCode
from .errors import IllegalMove


class SectionStatus(StrEnum):
    """The status of a section."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class SessionStatus(StrEnum):
    """The status of a session; the values of `exam_sessions.status`."""

    CREATED = "created"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Stage(StrEnum):
    """The status of a section; a pending one is waiting, blocked or ready."""

    WAITING = "waiting"  # pending; an earlier section of the session is not completed
    BLOCKED = "blocked"  # pending; the student is taking a section of another session
    READY = "ready"  # pending; it may start
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Move(StrEnum):
    """What a request, or the end of the time, does to a section."""

    START = "start"
    SAVE = "save"
    COMPLETE = "complete"
    TIME_OUT = "time_out"
    SHOW_RESULTS = "show_results"


WAITING, BLOCKED, READY, IN_PROGRESS, COMPLETED = Stage

TRANSITIONS: dict[tuple[Stage, Move], SectionStatus | ProblemCode] = {
    # a section that is …  and …                becomes …, or the move is refused
    (WAITING,     Move.START):        ProblemCode.PREVIOUS_SECTION_NOT_COMPLETED,
    (WAITING,     Move.SAVE):         ProblemCode.SECTION_NOT_STARTED,
    (WAITING,     Move.COMPLETE):     ProblemCode.SECTION_NOT_STARTED,
    (WAITING,     Move.TIME_OUT):     ProblemCode.SECTION_NOT_STARTED,
    (WAITING,     Move.SHOW_RESULTS): ProblemCode.SESSION_NOT_COMPLETED,

    (BLOCKED,     Move.START):        ProblemCode.ANOTHER_SECTION_RUNNING,
    (BLOCKED,     Move.SAVE):         ProblemCode.SECTION_NOT_STARTED,
    (BLOCKED,     Move.COMPLETE):     ProblemCode.SECTION_NOT_STARTED,
    (BLOCKED,     Move.TIME_OUT):     ProblemCode.SECTION_NOT_STARTED,
    (BLOCKED,     Move.SHOW_RESULTS): ProblemCode.SESSION_NOT_COMPLETED,

    (READY,       Move.START):        SectionStatus.IN_PROGRESS,  # with a new paper and clock
    (READY,       Move.SAVE):         ProblemCode.SECTION_NOT_STARTED,
    (READY,       Move.COMPLETE):     ProblemCode.SECTION_NOT_STARTED,
    (READY,       Move.TIME_OUT):     ProblemCode.SECTION_NOT_STARTED,
    (READY,       Move.SHOW_RESULTS): ProblemCode.SESSION_NOT_COMPLETED,

    (IN_PROGRESS, Move.START):        SectionStatus.IN_PROGRESS,  # with the same paper and clock
    (IN_PROGRESS, Move.SAVE):         SectionStatus.IN_PROGRESS,  # the answers are stored
    (IN_PROGRESS, Move.COMPLETE):     SectionStatus.COMPLETED,    # handed in and graded
    (IN_PROGRESS, Move.TIME_OUT):     SectionStatus.COMPLETED,    # graded from what was saved
    (IN_PROGRESS, Move.SHOW_RESULTS): ProblemCode.SESSION_NOT_COMPLETED,

    (COMPLETED,   Move.START):        ProblemCode.SECTION_COMPLETED,
    (COMPLETED,   Move.SAVE):         ProblemCode.SECTION_COMPLETED,
    (COMPLETED,   Move.COMPLETE):     SectionStatus.COMPLETED,    # the first result stays
    (COMPLETED,   Move.TIME_OUT):     ProblemCode.SECTION_COMPLETED,
    (COMPLETED,   Move.SHOW_RESULTS): SectionStatus.COMPLETED,    # needs this of every section
}  # fmt: skip


@dataclass(frozen=True)
class RunningElsewhere:
    """A section of another session that the student is taking now."""

    session_id: int
    section_id: int


def status_after(
    stage: Stage, move: Move, elsewhere: RunningElsewhere | None = None
) -> SectionStatus:
    """Give the status of a section after a move.

    Args:
        stage: where the section is.
        move: what is to happen to it.
        elsewhere: the section of another session that blocks this one, for the refusal to name.

    Raises:
        IllegalMove: the table refuses the move.
    """
    result = TRANSITIONS[stage, move]
    if isinstance(result, SectionStatus):
        return result
    if elsewhere and result is ProblemCode.ANOTHER_SECTION_RUNNING:
        raise IllegalMove(result, elsewhere.session_id, elsewhere.section_id)
    raise IllegalMove(result)
