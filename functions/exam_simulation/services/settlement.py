"""Grading what is overdue in any session of a student."""

from collections.abc import Sequence
from datetime import datetime

from .. import logs
from ..domain import moves
from ..domain.grading import Solution
from ..domain.session import Session, is_over
from ..domain.transitions import RunningElsewhere
from ..errors import Failure, SessionUnreadable
from ..store import Bank, Change, OpenPaper, PaperClosing, Papers, SessionChange, Sessions
from .attempts import attempts


class Settlement:
    """Settles what is overdue for one student at one time."""

    def __init__(self, sessions: Sessions, papers: Papers, bank: Bank, now: datetime) -> None:
        self._sessions = sessions
        self._papers = papers
        self._bank = bank
        self._now = now

    def settled(self, session: Session) -> Session:
        """Grade what is overdue in a session. If nothing is, return the same object.

        Raises:
            SessionUnreadable: a question is gone from the bank.
            Misconfigured: the functions' key is refused.
        """
        overdue = moves.overdue_section_ids(session, self._now)
        if not overdue:
            return session
        return moves.settle(session, self.answer_key(session, overdue), self._now)

    def answer_key(self, session: Session, section_ids: Sequence[int]) -> dict[int, Solution]:
        """Give the solutions of all questions on the papers of some sections.

        Raises:
            SessionUnreadable, Misconfigured: as `settled`.
        """
        return self._bank.answer_key(session.asked(section_ids), session.subjects(section_ids))

    def settle_any(self) -> int | None:
        """Settle the student's overdue section, in any session, and write it.

        Returns:
            None once nothing is overdue; the id of the session that still is, if writing failed.
        """
        session_id = None
        for _ in attempts():
            found = self._papers.overdue(self._now)
            if found is None:
                return None
            session_id = found.paper.session_id
            try:
                before = found.stored.session
                change = SessionChange(found.stored, before, self.settled(before))
                if self._sessions.change([change]):
                    return None
            except Failure as failure:
                warn_unwritten(failure)
                break
        return session_id

    def elsewhere(self, paper: OpenPaper | None) -> tuple[RunningElsewhere | None, list[Change]]:
        """Give the section that blocks, or the changes that close it because it is overdue."""
        if paper is None or paper.other is None:
            return None, []
        if not is_over(paper.deadline_at, self._now):
            return RunningElsewhere(paper.session_id, paper.section_id), []
        try:
            before = paper.other.session
            settled = self.settled(before)
            if settled is not before:
                return None, [SessionChange(paper.other, before, settled)]
            cause = f"section {paper.section_id} of session {paper.session_id} does not run"
        except SessionUnreadable as unreadable:
            cause = str(unreadable)
        # The paper is open, but its session cannot be graded. An open paper blocks every other
        # section, so it is closed without a score.
        logs.write("ERROR", "an overdue section was closed without a score", cause=cause)
        return None, [PaperClosing(paper, min(self._now, paper.deadline_at))]


def warn_unwritten(failure: Failure) -> None:
    """Log that an overdue section was graded, but could not be written."""
    logs.write("WARNING", "an overdue section could not be written", cause=str(failure))
