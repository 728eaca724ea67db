"""Taking an exam: create a session, start, save, complete, look at it, discard it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from ..domain import moves
from ..domain import session as exam
from ..domain.answers import AnswerSheet, SavedAnswers
from ..domain.draw import draw_paper
from ..domain.errors import ExamError, UnknownExamType
from ..domain.question import Question
from ..domain.records import SessionRecord
from ..domain.session import Session
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
    """What a session becomes; `refusal` where the exam forbids the move itself."""

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
        # The operating system's randomness: no paper can be foretold from another.
        self._rng = rng or random.SystemRandom()
        self._settlement = Settlement(sessions, papers, bank, now)

    @classmethod
    def connect(cls, settings: Settings, token: str | None, now: datetime) -> "ExamService":
        """Make the service for the student whose token this is, on Supabase."""
        client = connect(settings, token)
        bank = Bank(client, bank_cache_of(settings))
        return cls(Sessions(client), Papers(client), bank, Access(client), now=now)

    def create(
        self,
        exam_type: str,
        extra_time_percent: int,
        *,
        section_codes: Sequence[str] | None = None,
        key: IdempotencyKey | None = None,
    ) -> tuple[SessionRecord, bool]:
        """Make a session, or find the one that the same key already made.

        Args:
            exam_type: its name.
            extra_time_percent: whole percent by which every section is longer, 0 to 100.
            section_codes: for practice: the sections that are practised, at least one.
            key: what makes the creation repeatable.

        Returns:
            The session's record, and whether it is new.

        Raises:
            UnknownExamType, UnknownSections: there is nothing of this name.
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
        session = exam.create(structure, extra_time_percent, practice=is_practice)
        return self._sessions.add(session, self._now, key)

    def get(self, session_id: int) -> tuple[SessionRecord, Session]:
        """Read a session, with what is overdue settled and written.

        Should the write fail, the settled view is given all the same: whoever comes next writes it.

        Returns:
            The session's record, and the session.

        Raises:
            SessionNotFound: there is none for this student.
            SessionUnreadable: the row holds no session of ours.
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
        """Start a section, or resume it; what is overdue, in whichever session, is settled first.

        Returns:
            The session, and the questions of the section's paper in their order.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`.
            ExamError: the exam forbids it, or the bank is too small.
            RowBusy: others were faster every time.
            Misconfigured: the database ignores our writes.
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
        """Replace the saved answers: one statement where nothing speaks against it.

        Only where that wrote nothing is the session read, to settle it and to say why.

        Raises:
            SessionNotFound, SessionUnreadable, RowBusy, Misconfigured: as `start`.
            ExamError: as `domain.session.save`.
        """
        refused: object = None
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

    def complete(
        self,
        session_id: int,
        section_id: int,
        sheet: AnswerSheet | None,
        base_revision: int | None,
    ) -> Session:
        """Hand in a section and grade it; a completed one keeps its first outcome.

        Raises:
            SessionNotFound, SessionUnreadable, RowBusy, Misconfigured: as `start`.
            ExamError: as `domain.session.complete`.
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
            # What was settled is written though the exam may forbid the move.
            after, refusal = _attempt(move, self._settlement.settled(before))
            changes = [] if after is before else [SessionChange(stored, before, after)]
            return _Decision(after, changes, refusal)

        return self._change(lambda: self._sessions.get(session_id), decide)

    def results(self, session_id: int) -> tuple[SessionRecord, Session, dict[int, Question]]:
        """Give a completed session, its record, and the questions of all its papers by id.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`; also where a question is gone.
            IllegalMove: a section is not completed yet.
        """
        record, session = self.get(session_id)
        moves.require_results(session)
        # All sections in one round trip.
        questions = self._questions(session, [section.id for section in session.sections])
        return record, session, {question.id: question for question in questions}

    def delete(self, session_id: int) -> None:
        """Delete a session with its papers.

        Raises:
            SessionNotFound, SessionUnreadable: as `get`.
            Misconfigured: the database ignores our writes.
        """
        _ = self._sessions.get(session_id).session  # else it is no session of ours
        if not self._sessions.delete(session_id):
            self._explain_ignored_write()
            raise SessionNotFound(f"session {session_id} is gone already")

    def _change(self, load: Callable[[], Loaded], decide: Callable[[Loaded], _Decision]) -> Session:
        """Load, decide and write, again where somebody else was faster."""
        refused: object = None
        for _ in attempts():
            loaded = load()
            decision = decide(loaded)
            if self._is_made(decision.changes, loaded == refused):
                if decision.refusal:
                    raise decision.refusal
                return decision.after
            refused = loaded
        raise RowBusy(f"a session changed {ATTEMPTS} times meanwhile")

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
        # Fetched before the clock is started, so that a bank out of reach costs no exam time.
        questions = self._bank.questions(question_ids)
        option_count = min(len(question.options) for question in questions)
        return moves.start(session, section_id, question_ids, self._now, option_count=option_count)

    def _questions(self, session: Session, section_ids: Sequence[int]) -> list[Question]:
        return self._bank.questions(session.asked(section_ids), session.subjects(section_ids))

    def _is_made(self, changes: Sequence[Change], is_repeated: bool) -> bool:
        """Make changes; where nothing came of them, and nobody was in between, ask why."""
        if not changes or self._sessions.change(changes):
            return True
        if is_repeated:
            self._explain_ignored_write()
        return False

    def _explain_ignored_write(self) -> None:
        # A key that is refused does not fail an update: it finds no row to update.
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
