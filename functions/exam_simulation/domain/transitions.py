"""What may happen to a section, and when: one table, and nothing else decides it.

A session follows its sections: it is created while all are pending, completed once all are
completed, and in progress between.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..problem_codes import ProblemCode as Refusal
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
    """A section's status, with what else decides whether a pending section may start."""

    WAITING = "waiting"  # pending; an earlier section of the session is not completed
    BLOCKED = "blocked"  # pending; the student is taking a section of another session
    PENDING = "pending"  # its turn
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Move(StrEnum):
    """What can happen to a section."""

    START = "start"
    SAVE = "save"
    COMPLETE = "complete"
    TIME_OUT = "time_out"
    SHOW_RESULTS = "show_results"


WAITING, BLOCKED, PENDING, IN_PROGRESS, COMPLETED = Stage

TRANSITIONS: dict[tuple[Stage, Move], SectionStatus | Refusal] = {
    # a section that is …  and …                becomes …, or the move is refused
    (WAITING,     Move.START):        Refusal.PREVIOUS_SECTION_NOT_COMPLETED,
    (WAITING,     Move.SAVE):         Refusal.SECTION_NOT_STARTED,
    (WAITING,     Move.COMPLETE):     Refusal.SECTION_NOT_STARTED,
    (WAITING,     Move.TIME_OUT):     Refusal.SECTION_NOT_STARTED,
    (WAITING,     Move.SHOW_RESULTS): Refusal.SESSION_NOT_COMPLETED,

    (BLOCKED,     Move.START):        Refusal.ANOTHER_SECTION_RUNNING,
    (BLOCKED,     Move.SAVE):         Refusal.SECTION_NOT_STARTED,
    (BLOCKED,     Move.COMPLETE):     Refusal.SECTION_NOT_STARTED,
    (BLOCKED,     Move.TIME_OUT):     Refusal.SECTION_NOT_STARTED,
    (BLOCKED,     Move.SHOW_RESULTS): Refusal.SESSION_NOT_COMPLETED,

    (PENDING,     Move.START):        SectionStatus.IN_PROGRESS,  # with a new paper and clock
    (PENDING,     Move.SAVE):         Refusal.SECTION_NOT_STARTED,
    (PENDING,     Move.COMPLETE):     Refusal.SECTION_NOT_STARTED,
    (PENDING,     Move.TIME_OUT):     Refusal.SECTION_NOT_STARTED,
    (PENDING,     Move.SHOW_RESULTS): Refusal.SESSION_NOT_COMPLETED,

    (IN_PROGRESS, Move.START):        SectionStatus.IN_PROGRESS,  # with the same paper and clock
    (IN_PROGRESS, Move.SAVE):         SectionStatus.IN_PROGRESS,  # the answers are stored
    (IN_PROGRESS, Move.COMPLETE):     SectionStatus.COMPLETED,    # handed in and graded
    (IN_PROGRESS, Move.TIME_OUT):     SectionStatus.COMPLETED,    # graded from what was saved
    (IN_PROGRESS, Move.SHOW_RESULTS): Refusal.SESSION_NOT_COMPLETED,

    (COMPLETED,   Move.START):        Refusal.SECTION_COMPLETED,
    (COMPLETED,   Move.SAVE):         Refusal.SECTION_COMPLETED,
    (COMPLETED,   Move.COMPLETE):     SectionStatus.COMPLETED,    # the first result stays
    (COMPLETED,   Move.TIME_OUT):     Refusal.SECTION_COMPLETED,
    (COMPLETED,   Move.SHOW_RESULTS): SectionStatus.COMPLETED,    # if all sections are
}  # fmt: skip


@dataclass(frozen=True)
class RunningElsewhere:
    """A section of another session that the student is taking now."""

    session_id: int
    section_id: int


def after(stage: Stage, move: Move, elsewhere: RunningElsewhere | None = None) -> SectionStatus:
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
    if elsewhere and result is Refusal.ANOTHER_SECTION_RUNNING:
        raise IllegalMove(result, elsewhere.session_id, elsewhere.section_id)
    raise IllegalMove(result)
