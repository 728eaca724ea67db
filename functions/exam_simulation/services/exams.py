"""Taking an exam: create a session, start, save, complete, read, review and delete it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from ..domain import moves
from ..domain.answers import AnswerSheet, SavedAnswers
from ..domain.draw import draw_paper
from ..domain.errors import ExamError, UnknownExamType
from ..domain.question import Question
from ..domain.records import SessionRecord
from ..domain.session import Session, create
from ..domain.transitions import RunningElsewhere
from ..errors import Failure, Misconfigured, RowBusy, SessionNotFound
from ..idempotency import IdempotencyKey
from ..settings import Settings
from ..store import (
    Access,
    Bank,
    Change,
    DrawingContext,
    Papers,
    SessionChange,
    Sessions,
    StoredSession,
    bank_cache_of,
    connect,
)
from .attempts import ATTEMPTS, attempts
from .catalogue import exam_types
from .settlement import Settlement, warn_unwritten

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class _Decision:
    """The session after a request, and what to write. `refusal` if a rule forbids the move."""

    after: Session
    changes: Sequence[Change]
    refusal: ExamError | None


class ExamService:
    """The exams of one student, at the time of one request."""

    def __init__(
        self,
        sessions: Sessions,
        papers: Papers,
        bank: Bank,
        access: Access,
        *,
        now: datetime,
        rng: random.Random | None = None,
    ) -> None:
        self._sessions = sessions
        self._papers = papers
        self._bank = bank
        self._access = access
        self._now = now
        # The operating system's randomness: no paper can be predicted from another.
        self._rng = rng or random.SystemRandom()
        self._settlement = Settlement(sessions, papers, bank, now)

    @classmethod
    def connect(cls, settings: Settings, token: str | None, now: datetime) -> "ExamService":
        """Make the service for the student with this token, connected to Supabase."""
        client = connect(settings, token)
        bank = Bank(client, bank_cache_of(settings))
        return cls(Sessions(client), Papers(client), bank, Access(client), now=now)

    def create(
        self,
        exam_type: str,
        extra_time_percent: int,
        *,
        section_codes: Sequence[str] | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> tuple[SessionRecord, bool]:
        """Make a session, or find the one that was made with the same key.

        Args:
            exam_type: its name.
            extra_time_percent: whole percent by which every section is longer, 0 to 100.
            section_codes: for practice: the sections to practise, at least one.
            idempotency_key: makes the creation repeatable.

        Returns:
            The session's record, and whether it is new.

        Raises:
            UnknownExamType, UnknownSections: a name is wrong.
            KeyReused: the key came before, with another request.
            UserUnknown: the student has no row in `users`.
            BankTooSmall: the bank cannot fill a section.
        """
        structure = exam_types().get(exam_type)
        if structure is None:
            raise UnknownExamType
        if section_codes is not None:
            structure = structure.practice(section_codes)
        is_practice = section_codes is not None
        session = create(structure, extra_time_percent, practice=is_practice)
        return self._sessions.add(session, self._now, idempotency_key)

    def get(self, session_id: int) -> tuple[SessionRecord, Session]:
        """Read a session. What is overdue is settled and written.

        If the write fails, the settled session is still returned; the next request writes it.

        Returns:
            The session's record, and the session.

        Raises:
            SessionNotFound: this student has no such session.
            SessionUnreadable: the row holds something that these functions cannot read.
        """
        for _ in attempts():
            stored = self._sessions.get(session_id)
            before = stored.session
            settled = self._settlement.settled(before)
            if settled is before:
                return stored.record, before
            try:
                written = self._sessions.change([SessionChange(stored, before, settled)])
            except Failure as failure:
                warn_unwritten(failure)
                break
            if written:
                return written[session_id], settled
        return stored.record_after(settled), settled

    def start(self, session_id: int, section_id: int) -> tuple[Session, list[Question]]:
        """Start a section, or resume it. What is overdue in any session is settled first.

        Returns:
            The session, and the questions of the section's paper in their order.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`.
            ExamError: a rule forbids it, or the bank is too small.
            RowBusy: other requests were faster each time.
            Misconfigured: the database ignores writes, because it refuses the functions' key.
        """

        def decide(known: DrawingContext) -> _Decision:
            elsewhere, changes = self._settlement.elsewhere(known.open_paper)
            before = known.stored.session
            settled = self._settlement.settled(before)
            after, refusal = _attempt(
                lambda session: self._started(session, section_id, known, elsewhere), settled
            )
            if after is not before:
                changes.append(SessionChange(known.stored, before, after))
            return _Decision(after, changes, refusal)

        session = self._change(lambda: self._sessions.get_for_drawing(session_id), decide)
        return session, self._questions(session, [section_id])

    def save(
        self, session_id: int, section_id: int, sheet: AnswerSheet, base_revision: int | None
    ) -> SavedAnswers:
        """Replace the saved answers, normally with one statement.

        If the statement wrote nothing, the session is read, settled, and the reason is raised.

        Raises:
            SessionNotFound, SessionUnreadable, RowBusy, Misconfigured: as `start`.
            ExamError: as `domain.moves.save`.
        """
        failed_on: object = None
        for _ in attempts():
            saved = self._papers.save(session_id, section_id, sheet, base_revision, self._now)
            if saved:
                return saved
            stored = self._sessions.get(session_id)
            before = stored.session
            settled = self._settlement.settled(before)
            after, refusal = _attempt(
                lambda session: moves.save(session, section_id, sheet, base_revision), settled
            )
            changes = [] if settled is before else [SessionChange(stored, before, settled)]
            if not self._write(changes, stored == failed_on):
                failed_on = stored
                continue
            if refusal:
                raise refusal
            if after is settled:  # a repeated save, whose first response was lost
                return _saved(after, section_id)
            # The rules allow this save, but the update wrote nothing. Either the rows changed
            # meanwhile (try again), or the database refuses the key (the rows are the same twice).
            if failed_on == stored:
                self._explain_ignored_write()
            failed_on = stored
        raise RowBusy(f"session {session_id} could not be written in {ATTEMPTS} attempts")

    def complete(
        self,
        session_id: int,
        section_id: int,
        sheet: AnswerSheet | None,
        base_revision: int | None,
    ) -> Session:
        """Hand in a section and grade it. A completed section keeps its first outcome.

        Raises:
            SessionNotFound, SessionUnreadable, RowBusy, Misconfigured: as `start`.
            ExamError: as `domain.moves.complete`.
        """

        def move(session: Session) -> Session:
            if not moves.needs_grading(session, section_id, sheet, base_revision):
                return session
            return moves.complete(
                session,
                section_id,
                given=sheet,
                base_revision=base_revision,
                answer_key=self._settlement.answer_key(session, [section_id]),
                now=self._now,
            )

        def decide(stored: StoredSession) -> _Decision:
            before = stored.session
            # What was settled is written even if a rule forbids the move.
            after, refusal = _attempt(move, self._settlement.settled(before))
            changes = [] if after is before else [SessionChange(stored, before, after)]
            return _Decision(after, changes, refusal)

        return self._change(lambda: self._sessions.get(session_id), decide)

    def results(self, session_id: int) -> tuple[SessionRecord, Session, dict[int, Question]]:
        """Give a completed session, its record, and the questions of all its papers by id.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`; also if a question is gone.
            IllegalMove: a section is not completed yet.
        """
        record, session = self.get(session_id)
        moves.require_results(session)
        # One round trip for all sections.
        questions = self._questions(session, [section.id for section in session.sections])
        return record, session, {question.id: question for question in questions}

    def delete(self, session_id: int) -> None:
        """Delete a session with its papers.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`.
            Misconfigured: as `start`.
        """
        _ = self._sessions.get(session_id).session  # raises if the row is unreadable
        if not self._sessions.delete(session_id):
            self._explain_ignored_write()
            raise SessionNotFound(f"session {session_id} is gone already")

    def _change(self, load: Callable[[], Loaded], decide: Callable[[Loaded], _Decision]) -> Session:
        """Load, decide and write; again, up to `ATTEMPTS` times, if another request was faster."""
        failed_on: object = None
        for _ in attempts():
            loaded = load()
            decision = decide(loaded)
            if self._write(decision.changes, loaded == failed_on):
                if decision.refusal:
                    raise decision.refusal
                return decision.after
            failed_on = loaded
        raise RowBusy(f"a session could not be written in {ATTEMPTS} attempts")

    def _started(
        self,
        session: Session,
        section_id: int,
        known: DrawingContext,
        elsewhere: RunningElsewhere | None,
    ) -> Session:
        if not moves.needs_paper(session, section_id, elsewhere):
            return session
        candidates = self._bank.candidates(session.subjects([section_id]), known.bank_version)
        question_ids = draw_paper(session, section_id, candidates, known.seen, self._rng)
        # Fetched before the clock starts: an unreachable bank must not cost exam time.
        questions = self._bank.questions(question_ids)
        option_count = min(len(question.options) for question in questions)
        return moves.start(session, section_id, question_ids, self._now, option_count=option_count)

    def _questions(self, session: Session, section_ids: Sequence[int]) -> list[Question]:
        return self._bank.questions(session.asked(section_ids), session.subjects(section_ids))

    def _write(self, changes: Sequence[Change], is_second_failure: bool) -> bool:
        """Write changes; whether they were written. After a second failure, find out why."""
        if not changes or self._sessions.change(changes):
            return True
        if is_second_failure:
            self._explain_ignored_write()
        return False

    def _explain_ignored_write(self) -> None:
        # With a refused key an update does not fail: it finds no row.
        if not self._access.is_granted():
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")


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
