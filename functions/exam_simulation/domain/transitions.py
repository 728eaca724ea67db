"""The state machine of a section, as one table. What is not in it is not allowed.

A session follows its sections: it is created while all are pending, completed once all are
completed, and in progress between.
"""

from enum import StrEnum

from .errors import IllegalMove


class SectionStatus(StrEnum):
    """Where a section stands."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class SessionStatus(StrEnum):
    """Where a session stands; the values of `exam_sessions.status`."""

    CREATED = "created"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Move(StrEnum):
    """What can happen to a section."""

    START = "start"
    SAVE = "save"
    COMPLETE = "complete"
    TIME_OUT = "time_out"


PENDING, IN_PROGRESS, COMPLETED = SectionStatus

TRANSITIONS = {
    # a section that is …  and …            becomes …
    (PENDING,     Move.START):    IN_PROGRESS,  # the paper is drawn, the clock starts
    (IN_PROGRESS, Move.START):    IN_PROGRESS,  # resumed: the same paper, the same clock
    (IN_PROGRESS, Move.SAVE):     IN_PROGRESS,  # the answers are kept
    (IN_PROGRESS, Move.COMPLETE): COMPLETED,    # handed in, graded
    (IN_PROGRESS, Move.TIME_OUT): COMPLETED,    # overdue: graded from what was saved
    (COMPLETED,   Move.COMPLETE): COMPLETED,    # handed in again: the first outcome stands
}  # fmt: skip


def after(status: SectionStatus, move: Move) -> SectionStatus:
    """Tell what a section becomes by a move.

    Raises:
        IllegalMove: the table has no such entry.
    """
    try:
        return TRANSITIONS[status, move]
    except KeyError:
        raise _illegal(status) from None


def _illegal(status: SectionStatus) -> IllegalMove:
    if status is PENDING:
        return IllegalMove("section_not_started", "This section has not been started.")
    return IllegalMove("section_completed", "This section is completed.")
