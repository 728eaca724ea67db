"""Load, settle, decide, save: the way of every endpoint that touches a session."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from .. import logs
from ..domain import session as exam
from ..domain.errors import ExamError
from ..domain.session import Session
from ..errors import Failure, Misconfigured, RowBusy
from ..settings import Settings
from .bank import Bank
from .client import connect, key_is_accepted
from .library import library_of
from .question import Question
from .rows import StoredSession
from .sessions import Sessions

ATTEMPTS = 8
"""How often a change is tried, where somebody else keeps changing the row meanwhile."""
PAUSE_SECONDS = 0.02
"""How long the second try waits at the most; each further one by as much longer."""


class Store:
    """Sessions and question bank for one request, as the student sees them whose token it is.

    Without a token: as nobody does.
    """

    def __init__(self, settings: Settings, token: str | None, *, to_draw: bool = False) -> None:
        self._client = connect(settings, token)
        self.sessions = Sessions(self._client, to_draw=to_draw)
        self.bank = Bank(self._client, library_of(settings))

    def read(self, session_id: int, now: datetime) -> StoredSession:
        """Read a session, with what is overdue settled and written.

        Should the write fail, the settled view is given all the same: whoever comes next writes it.

        Raises:
            SessionNotFound: there is none for this student.
            SessionUnreadable: the row holds no session of ours, and one may be overdue.
        """
        for _ in range(ATTEMPTS):
            stored = self.sessions.get(session_id)
            if stored.is_settled(now):
                return stored
            before = stored.session
            settled = self._settle(before, now)
            if settled is before:
                return stored
            try:
                written = self.sessions.replace(stored, settled)
            except Failure as failure:
                logs.write("WARNING", "an overdue section could not be written", cause=str(failure))
                break
            if written:
                return written
        return stored.showing(settled)

    def change(self, session_id: int, now: datetime, move: Callable[[Session], Session]) -> Session:
        """Settle what is overdue, make a move, and write both at once.

        Where the exam forbids the move, what was settled is written nevertheless.

        Args:
            session_id: the session.
            now: the time of the request.
            move: gives the session as it becomes, or the very one it was given to change nothing;
                called again with a fresh session where somebody else was faster.

        Raises:
            SessionNotFound, SessionUnreadable: as `read`.
            ExamError: from `move`.
            RowBusy: others were faster every time.
            Misconfigured: the database ignores our writes.
        """
        refused_version: int | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(random.uniform(0, attempt * PAUSE_SECONDS))  # noqa: S311 - no secret
            stored = self.sessions.get(session_id)
            if attempt and stored.version == refused_version:
                self._explain_ignored_write()
            before = stored.session
            after, refusal = _attempt(move, self._settle(before, now))
            if after is before or self.sessions.replace(stored, after):
                if refusal:
                    raise refusal
                return after
            refused_version = stored.version
        raise RowBusy(f"session {session_id} changed {ATTEMPTS} times meanwhile")

    def answer_key(self, session: Session, section_ids: Sequence[int]) -> dict[int, str]:
        """Give the right options of all questions on the papers of some sections.

        Raises:
            SessionUnreadable: a question is gone from the bank.
            Misconfigured: our functions' key is refused.
        """
        return self.bank.answer_key(*_asked(session, section_ids))

    def questions(self, session: Session, section_ids: Sequence[int]) -> list[Question]:
        """Give all questions on the papers of some sections, in the order of the papers.

        Raises:
            SessionUnreadable, Misconfigured: as `answer_key`.
        """
        return self.bank.questions(*_asked(session, section_ids))

    def _settle(self, session: Session, now: datetime) -> Session:
        overdue = exam.overdue_section_ids(session, now)
        return exam.settle(session, self.answer_key(session, overdue), now) if overdue else session

    def _explain_ignored_write(self) -> None:
        # A key that is refused does not fail an update: it finds no row to update.
        if not key_is_accepted(self._client):
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")


def _attempt(
    move: Callable[[Session], Session], session: Session
) -> tuple[Session, ExamError | None]:
    try:
        return move(session), None
    except ExamError as refusal:
        return session, refusal


def _asked(session: Session, section_ids: Sequence[int]) -> tuple[list[int], list[str]]:
    """The questions on the papers of some sections, and the subjects that they were drawn from."""
    papers = [session.papers[section_id] for section_id in section_ids]
    plans = [session.plan(section_id) for section_id in section_ids]
    return (
        [number for paper in papers for number in paper.question_ids],
        [subject for plan in plans for subject in plan.subjects],
    )
