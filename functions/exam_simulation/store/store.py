"""Load, settle, decide, save: the way of every endpoint that touches a session."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from .. import logs
from ..domain import session as exam
from ..domain.answers import AnswerSheet
from ..domain.draw import draw_paper
from ..domain.errors import ExamError
from ..domain.grading import Solution
from ..domain.session import RunningElsewhere, Session
from ..errors import Failure, Misconfigured, RowBusy, SessionNotFound, SessionUnreadable
from ..settings import Settings
from .bank import Bank
from .client import Row, connect, key_is_accepted
from .library import library_of
from .papers import Papers, SavedAnswers
from .question import Question
from .sessions import OpenPaper, Sessions, ToDraw, change_of

ATTEMPTS = 8
"""How often a change is tried, where somebody else keeps changing the rows meanwhile."""
PAUSE_SECONDS = 0.02
"""How long the second try waits at the most; each further one by as much longer."""

Changes = list[Mapping[str, Any]]


class Store:
    """Sessions, papers and question bank for one request, as the student sees them.

    Without a token: as nobody does.
    """

    def __init__(self, settings: Settings, token: str | None) -> None:
        self._client = connect(settings, token)
        self.sessions = Sessions(self._client)
        self.papers = Papers(self._client)
        self.bank = Bank(self._client, library_of(settings))

    def read(self, session_id: int, now: datetime) -> tuple[Row, Session]:
        """Read a session, with what is overdue settled and written.

        Should the write fail, the settled view is given all the same: whoever comes next writes it.

        Returns:
            The session's row, and the session.

        Raises:
            SessionNotFound: there is none for this student.
            SessionUnreadable: the row holds no session of ours.
        """
        for _ in _attempts():
            stored = self.sessions.get(session_id)
            before = stored.session
            settled = self._settle(before, now)
            if settled is before:
                return stored.row, before
            try:
                written = self.sessions.change([change_of(stored, before, settled)])
            except Failure as failure:
                _warn_unwritten(failure)
                break
            if written:
                return written[session_id], settled
        return stored.showing(settled), settled

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
        refused: object = None
        for _ in _attempts():
            stored = self.sessions.get(session_id)
            before = stored.session
            after, refusal = _attempt(move, self._settle(before, now))
            changes = [] if after is before else [change_of(stored, before, after)]
            if self._is_made(changes, stored == refused):
                if refusal:
                    raise refusal
                return after
            refused = stored
        raise RowBusy(f"session {session_id} changed {ATTEMPTS} times meanwhile")

    def start(self, session_id: int, section_id: int, now: datetime) -> Session:
        """Start a section, or resume it; what is overdue, in whichever session, is settled first.

        Raises:
            As `change`.
            ExamError: the exam forbids it, or the bank is too small.
        """
        refused: object = None
        for _ in _attempts():
            known = self.sessions.get_to_draw(session_id)
            before = known.stored.session
            elsewhere, changes = self._elsewhere(known.open_paper, now)

            def move(
                session: Session,
                known: ToDraw = known,
                elsewhere: RunningElsewhere | None = elsewhere,
            ) -> Session:
                return self._started(session, section_id, known, elsewhere, now)

            after, refusal = _attempt(move, self._settle(before, now))
            if after is not before:
                changes.append(change_of(known.stored, before, after))
            if self._is_made(changes, known == refused):
                if refusal:
                    raise refusal
                return after
            refused = known
        raise RowBusy(f"session {session_id} changed {ATTEMPTS} times meanwhile")

    def save(
        self,
        session_id: int,
        section_id: int,
        sheet: AnswerSheet,
        base_revision: int | None,
        now: datetime,
    ) -> SavedAnswers:
        """Replace the saved answers: one statement where nothing speaks against it.

        Only where that wrote nothing is the session read, to settle it and to say why.

        Raises:
            As `change`.
            ExamError: as `domain.session.save`.
        """

        def move(session: Session) -> Session:
            return exam.save(session, section_id, sheet, base_revision)

        refused: object = None
        for _ in _attempts():
            saved = self.papers.save(session_id, section_id, sheet, base_revision, now)
            if saved:
                return saved
            stored = self.sessions.get(session_id)
            before = stored.session
            settled = self._settle(before, now)
            after, refusal = _attempt(move, settled)
            changes = [] if settled is before else [change_of(stored, before, settled)]
            if not self._is_made(changes, stored == refused):
                refused = stored
                continue
            if refusal:
                raise refusal
            if after is settled:  # the same save again: its answer was lost on the way
                return _saved(after, section_id)
            # It should have been written: somebody else was in between, or our key is refused.
            if refused == stored:
                self._explain_ignored_write()
            refused = stored
        raise RowBusy(f"session {session_id} changed {ATTEMPTS} times meanwhile")

    def settle_overdue(self, now: datetime) -> int | None:
        """Settle the student's overdue section, in whichever session it is.

        Returns:
            The session where that failed, None where nothing is overdue any more.
        """
        for _ in _attempts():
            found = self.papers.overdue(now)
            if found is None:
                return None
            paper, stored = found
            try:
                before = stored.session
                settled = self._settle(before, now)
                if self.sessions.change([change_of(stored, before, settled)]):
                    return None
            except Failure as failure:
                _warn_unwritten(failure)
                break
        return paper.session_id

    def delete(self, session_id: int) -> None:
        """Delete a session with its papers.

        Raises:
            SessionNotFound, SessionUnreadable: as `read`.
            Misconfigured: the database ignores our writes.
        """
        _ = self.sessions.get(session_id).session  # else it is no session of ours
        if not self.sessions.delete(session_id):
            self._explain_ignored_write()
            raise SessionNotFound(f"session {session_id} is gone already")

    def answer_key(self, session: Session, section_ids: Sequence[int]) -> dict[int, Solution]:
        """Give the solutions of all questions on the papers of some sections.

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

    def _started(
        self,
        session: Session,
        section_id: int,
        known: ToDraw,
        elsewhere: RunningElsewhere | None,
        now: datetime,
    ) -> Session:
        if not exam.needs_paper(session, section_id, elsewhere):
            return session
        subjects = session.plan(section_id).subjects
        candidates = self.bank.candidates(subjects, known.bank_version)
        # The operating system's randomness: no paper can be foretold from another.
        rng = random.SystemRandom()
        question_ids = draw_paper(session, section_id, candidates, known.met, rng)
        # Fetched before the clock is started, so that a bank out of reach costs no exam time.
        questions = self.bank.questions(question_ids)
        option_count = min(len(question.options) for question in questions)
        return exam.start(session, section_id, question_ids, now, option_count=option_count)

    def _elsewhere(
        self, paper: OpenPaper | None, now: datetime
    ) -> tuple[RunningElsewhere | None, Changes]:
        """What the student sits in another session, or else the changes that end it there."""
        if paper is None or paper.other is None:
            return None, []
        if not exam.is_over(paper.deadline_at, now):
            return RunningElsewhere(paper.session_id, paper.section_id), []
        try:
            before = paper.other.session
            settled = self._settle(before, now)
            if settled is not before:
                return None, [change_of(paper.other, before, settled)]
            cause = f"section {paper.section_id} of session {paper.session_id} does not run"
        except SessionUnreadable as unreadable:
            cause = str(unreadable)
        # It must not lock its student out for ever.
        logs.write("ERROR", "an overdue section was closed without a score", cause=cause)
        return None, [paper.closing(now)]

    def _settle(self, session: Session, now: datetime) -> Session:
        overdue = exam.overdue_section_ids(session, now)
        return exam.settle(session, self.answer_key(session, overdue), now) if overdue else session

    def _is_made(self, changes: Sequence[Mapping[str, Any]], is_repeated: bool) -> bool:
        """Make changes; where nothing came of them, and nobody was in between, ask why."""
        if not changes or self.sessions.change(changes):
            return True
        if is_repeated:
            self._explain_ignored_write()
        return False

    def _explain_ignored_write(self) -> None:
        # A key that is refused does not fail an update: it finds no row to update.
        if not key_is_accepted(self._client):
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")


def _attempts() -> Iterator[int]:
    """Count the attempts; pause before each but the first."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, attempt * PAUSE_SECONDS))  # noqa: S311 - no secret
        yield attempt


def _attempt(
    move: Callable[[Session], Session], session: Session
) -> tuple[Session, ExamError | None]:
    try:
        return move(session), None
    except ExamError as refusal:
        return session, refusal


def _saved(session: Session, section_id: int) -> SavedAnswers:
    paper, section = session.papers[section_id], session.section(section_id)
    deadline_at = cast(datetime, section.deadline_at)  # a section with a paper has a clock
    return SavedAnswers(paper.answers, paper.flagged, paper.revision, deadline_at)


def _warn_unwritten(failure: Failure) -> None:
    logs.write("WARNING", "an overdue section could not be written", cause=str(failure))


def _asked(session: Session, section_ids: Sequence[int]) -> tuple[list[int], list[str]]:
    """The questions on the papers of some sections, and the subjects that they were drawn from."""
    papers = [session.papers[section_id] for section_id in section_ids]
    plans = [session.plan(section_id) for section_id in section_ids]
    return (
        [number for paper in papers for number in paper.question_ids],
        [subject for plan in plans for subject in plan.subjects],
    )
