"""A session of timed sections: what it is, and everything that can happen to it.

Every function takes a session and gives the session as it becomes; none changes what it was given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import floor

from .answers import OPTIONS, AnswerSheet, require_on_paper
from .errors import AnotherSectionRunning, IllegalMove, SectionNotFound, StaleAnswers
from .exam_type import ExamType, SectionPlan
from .grading import Score, Solution, Tally, grade, overall, tally
from .transitions import Move, SectionStatus, SessionStatus, after

GRACE = timedelta(seconds=15)
"""How long after its deadline a section still runs: it forgives a slow network."""

LONGEST = timedelta(days=366)
"""No section lasts longer; nor is any of another age: with such times one cannot reckon."""
OUR_AGE = range(1970, 9000)


def is_over(deadline_at: datetime, now: datetime) -> bool:
    """Whether a section with this deadline no longer runs, the grace included."""
    return now > deadline_at + GRACE


def seconds_until(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until a deadline, never negative."""
    return max(0, floor((deadline_at - now).total_seconds()))


def seconds_between(started_at: datetime, completed_at: datetime) -> int:
    """Whole seconds that a section took, never negative."""
    return max(0, floor((completed_at - started_at).total_seconds()))


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a session, and how far it has come. `id` counts from 1, in exam order.

    `topics` are its tallies, from the moment that it is graded; a session that is read again does
    not have them.
    """

    id: int
    code: str
    name: str
    question_count: int
    duration_minutes: int
    duration_seconds: int
    status: SectionStatus = SectionStatus.PENDING
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    timed_out: bool | None = None
    score: Score | None = None
    topics: tuple[Tally, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no sequence of moves could have made, such as from a damaged row."""
        clock = (self.started_at, self.deadline_at)
        if {part is not None for part in clock} != {self.has_started}:
            raise ValueError("a section has a clock once it is started")
        outcome = (self.completed_at, self.timed_out, self.score)
        is_completed = self.status is SectionStatus.COMPLETED
        if {part is not None for part in outcome} != {is_completed}:
            raise ValueError("a section has an outcome once it is completed")
        if not all(_is_of_our_age(time) for time in (*clock, self.completed_at) if time):
            raise ValueError("a section is of our age, in a time zone")
        if not 0 < self.duration_seconds <= LONGEST.total_seconds():
            raise ValueError("a section lasts some time")

    @property
    def has_started(self) -> bool:
        """Whether a paper was handed out."""
        return self.status is not SectionStatus.PENDING

    @property
    def seconds_used(self) -> int:
        """Whole seconds from start to completion, 0 before it is completed."""
        if self.started_at is None or self.completed_at is None:
            return 0
        return seconds_between(self.started_at, self.completed_at)

    def remaining_seconds(self, now: datetime) -> int:
        """Whole seconds until the deadline, never negative, and 0 where no clock runs."""
        if self.deadline_at is None or self.status is not SectionStatus.IN_PROGRESS:
            return 0
        return seconds_until(self.deadline_at, now)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the section's time and its grace are over and it has not been graded yet."""
        return (
            self.status is SectionStatus.IN_PROGRESS
            and self.deadline_at is not None
            and is_over(self.deadline_at, now)
        )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a started section was given, and what was saved.

    `option_count` is how many options each question has; `answers` are options by question id,
    blanks left out; `flagged` are question ids, ascending; `revision` counts the saves. Once
    `is_closed`, nothing more is saved.
    """

    question_ids: tuple[int, ...]
    option_count: int = len(OPTIONS)
    answers: Mapping[int, str] = field(default_factory=dict)
    flagged: tuple[int, ...] = ()
    revision: int = 0
    is_closed: bool = False

    def __post_init__(self) -> None:
        """Refuse what was never drawn, such as from a damaged row."""
        if not self.question_ids or len(set(self.question_ids)) != len(self.question_ids):
            raise ValueError("a paper has questions, each once")


@dataclass(frozen=True, kw_only=True)
class Session:
    """A student's exam. `papers` are by section id, from the start of the section on.

    `practice` tells an exam of some sections from a full simulation.
    """

    structure: ExamType
    extra_time_percent: int
    practice: bool = False
    sections: tuple[Section, ...]
    papers: Mapping[int, Paper] = field(default_factory=dict)
    overall_score: Score | None = None
    completed_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no sequence of moves could have made, such as from a damaged row."""
        if [section.id for section in self.sections] != [*range(1, len(self.sections) + 1)]:
            raise ValueError("sections are numbered 1, 2, … in exam order")
        if [one.code for one in self.sections] != [plan.code for plan in self.structure.sections]:
            raise ValueError("the sections are not those of the exam type")
        if any(one.has_started and one.id not in self.papers for one in self.sections):
            raise ValueError("a started section has a paper")
        outcome = (self.overall_score, self.completed_at)
        is_completed = self.status is SessionStatus.COMPLETED
        if {part is not None for part in outcome} != {is_completed}:
            raise ValueError("a session has a score and a time once it is completed")

    @property
    def status(self) -> SessionStatus:
        """Follows from the sections."""
        statuses = {section.status for section in self.sections}
        if statuses == {SectionStatus.PENDING}:
            return SessionStatus.CREATED
        if statuses == {SectionStatus.COMPLETED}:
            return SessionStatus.COMPLETED
        return SessionStatus.IN_PROGRESS

    def section(self, section_id: int) -> Section:
        """Give the section with this id.

        Raises:
            SectionNotFound: there is none.
        """
        if not 1 <= section_id <= len(self.sections):
            raise SectionNotFound
        return self.sections[section_id - 1]

    def plan(self, section_id: int) -> SectionPlan:
        """Give what the exam type prescribes for this section.

        Raises:
            SectionNotFound: there is none.
        """
        self.section(section_id)
        return self.structure.sections[section_id - 1]

    def is_overdue(self, section: Section, now: datetime) -> bool:
        """Whether a section of this session is to be graded from what was saved.

        Its time and its grace are over, or nothing more is saved to its paper.
        """
        if section.status is not SectionStatus.IN_PROGRESS:
            return False
        return self.papers[section.id].is_closed or section.is_overdue(now)

    def asked(self, section_ids: Sequence[int]) -> list[int]:
        """Give the questions on the papers of some sections, in their order."""
        return [number for one in section_ids for number in self.papers[one].question_ids]

    def subjects(self, section_ids: Sequence[int]) -> list[str]:
        """Give the subjects that some sections draw from.

        Raises:
            SectionNotFound: there is no such section.
        """
        return [subject for one in section_ids for subject in self.plan(one).subjects]

    def drawn_question_ids(self) -> frozenset[int]:
        """All questions that the papers so far hold."""
        return frozenset(number for paper in self.papers.values() for number in paper.question_ids)


def create(structure: ExamType, extra_time_percent: int, *, practice: bool = False) -> Session:
    """Make a session of an exam type, nothing started.

    Args:
        structure: the exam type; the session keeps this copy of it.
        extra_time_percent: whole percent by which every section is longer, 0 to 100.
        practice: whether the structure is of some sections of an exam type.
    """
    return Session(
        structure=structure,
        extra_time_percent=extra_time_percent,
        practice=practice,
        sections=tuple(
            Section(
                id=number,
                code=plan.code,
                name=plan.name,
                question_count=plan.question_count,
                duration_minutes=plan.duration_minutes,
                # 60 · minutes · (100 + extra) / 100, rounded up, in whole numbers
                duration_seconds=-(-60 * plan.duration_minutes * (100 + extra_time_percent) // 100),
            )
            for number, plan in enumerate(structure.sections, start=1)
        ),
    )


@dataclass(frozen=True)
class RunningElsewhere:
    """A section of another session that its student sits now."""

    session_id: int
    section_id: int


def needs_paper(
    session: Session, section_id: int, elsewhere: RunningElsewhere | None = None
) -> bool:
    """Tell whether starting this section wants a paper to be drawn (else it is resumed).

    Raises:
        SectionNotFound: the session has no such section.
        IllegalMove: the section is completed, or an earlier one is not.
        AnotherSectionRunning: a section of another session runs, and this one does not.
    """
    section = session.section(section_id)
    after(section.status, Move.START)
    if any(one.status is not SectionStatus.COMPLETED for one in session.sections[: section_id - 1]):
        raise IllegalMove(
            "previous_section_not_completed", "An earlier section has not been completed yet."
        )
    if section.status is not SectionStatus.PENDING:
        return False
    if elsewhere:
        raise AnotherSectionRunning(elsewhere.session_id, elsewhere.section_id)
    return True


def start(
    session: Session,
    section_id: int,
    question_ids: Sequence[int],
    now: datetime,
    *,
    option_count: int = len(OPTIONS),
) -> Session:
    """Start a section with the paper drawn for it; a running one stays as it is.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        question_ids: the paper.
        now: the time of the request.
        option_count: how many options each of its questions has.

    Raises:
        SectionNotFound, IllegalMove: as `needs_paper`.
    """
    if not needs_paper(session, section_id):
        return session
    section = session.section(section_id)
    started = replace(
        section,
        status=after(section.status, Move.START),
        started_at=now,
        deadline_at=now + timedelta(seconds=section.duration_seconds),
    )
    paper = Paper(question_ids=tuple(question_ids), option_count=option_count)
    return _with(session, started, paper)


def save(
    session: Session, section_id: int, given: AnswerSheet, base_revision: int | None
) -> Session:
    """Replace the saved answers and flags of a running section.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        given: the whole set of answers and flags, blanks included or not.
        base_revision: the revision that this builds on, or None to save whatever is stored.

    Raises:
        SectionNotFound: the session has no such section.
        IllegalMove: the section is not running.
        StaleAnswers: the stored revision is another, and this is no repetition of the last save.
        AnswersNotOnPaper: a question or option is not on the paper, or a question comes twice.
    """
    section = session.section(section_id)
    after(section.status, Move.SAVE)
    paper = session.papers[section_id]
    if _is_repeated(paper, given, base_revision):
        return session
    return _with(session, section, _saved(paper, given))


def complete(
    session: Session,
    section_id: int,
    *,
    given: AnswerSheet | None,
    base_revision: int | None,
    answer_key: Mapping[int, Solution],
    now: datetime,
) -> Session:
    """Hand in a section and grade it; one that is completed keeps its first outcome.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        given: the whole set of answers to grade, or None for what was saved.
        base_revision: the revision that this builds on, or None.
        answer_key: the solutions of the section's questions.
        now: the time of the request.

    Raises:
        As `save`.
    """
    section = session.section(section_id)
    if not needs_grading(session, section_id, given, base_revision):
        return session
    paper = session.papers[section_id]
    if given is not None and not _is_same(paper, given):
        paper = _saved(paper, given)
    return _graded(session, section, paper, Move.COMPLETE, answer_key=answer_key, now=now)


def needs_grading(
    session: Session,
    section_id: int,
    given: AnswerSheet | None,
    base_revision: int | None,
) -> bool:
    """Tell whether completing this section wants an answer key (else its first outcome stands).

    Raises:
        As `save`.
    """
    section = session.section(section_id)
    after(section.status, Move.COMPLETE)
    if section.status is SectionStatus.COMPLETED:
        return False
    paper = session.papers[section_id]
    if given is None:
        _require_current(paper, base_revision)
    else:
        _is_repeated(paper, given, base_revision)
    return True


def overdue_section_ids(session: Session, now: datetime) -> tuple[int, ...]:
    """The sections that `settle` would grade, and whose key it needs."""
    return tuple(section.id for section in session.sections if session.is_overdue(section, now))


def settle(session: Session, answer_key: Mapping[int, Solution], now: datetime) -> Session:
    """Grade what is overdue from what was saved. Reads and writes alike come through here first.

    Args:
        session: the session as it was stored.
        answer_key: the solutions of all questions of the sections that are overdue.
        now: the time of the request.
    """
    for section in session.sections:
        if session.is_overdue(section, now):
            paper = session.papers[section.id]
            session = _graded(
                session, section, paper, Move.TIME_OUT, answer_key=answer_key, now=now
            )
    return session


def require_results(session: Session) -> Score:
    """Give the overall score of a completed session.

    Raises:
        IllegalMove: a section is not completed yet.
    """
    if session.overall_score is None:
        raise IllegalMove("session_not_completed", "Not all sections have been completed yet.")
    return session.overall_score


def _is_of_our_age(time: datetime) -> bool:
    return time.year in OUR_AGE and time.tzinfo is not None


def _is_same(paper: Paper, given: AnswerSheet) -> bool:
    return (given.options, given.flagged) == (paper.answers, paper.flagged)


def _saved(paper: Paper, given: AnswerSheet) -> Paper:
    return replace(paper, answers=given.options, flagged=given.flagged, revision=paper.revision + 1)


def _is_repeated(paper: Paper, given: AnswerSheet, base_revision: int | None) -> bool:
    """Check answers against what is stored; tell whether they are the last save, sent again.

    Then its answer was lost on the way, and the revision that it builds on is one behind.
    """
    is_repeated = base_revision == paper.revision - 1 and _is_same(paper, given)
    if not is_repeated:
        _require_current(paper, base_revision)
    require_on_paper(paper.question_ids, paper.option_count, given)
    return is_repeated


def _require_current(paper: Paper, base_revision: int | None) -> None:
    if base_revision is not None and base_revision != paper.revision:
        raise StaleAnswers(paper.answers, paper.flagged, paper.revision)


def _graded(
    session: Session,
    section: Section,
    paper: Paper,
    move: Move,
    *,
    answer_key: Mapping[int, Solution],
    now: datetime,
) -> Session:
    scoring = session.plan(section.id).scoring
    completed = replace(
        section,
        status=after(section.status, move),
        completed_at=min(now, section.deadline_at or now),
        timed_out=move is Move.TIME_OUT,
        score=grade(paper.question_ids, paper.answers, answer_key, scoring),
        topics=tally(paper.question_ids, paper.answers, answer_key),
    )
    return _with(session, completed, replace(paper, is_closed=True))


def _with(session: Session, section: Section, paper: Paper) -> Session:
    index = section.id - 1
    sections = (*session.sections[:index], section, *session.sections[index + 1 :])
    overall_score, completed_at = _outcome(session.structure, sections)
    return replace(
        session,
        sections=sections,
        papers={**session.papers, section.id: paper},
        overall_score=overall_score,
        completed_at=completed_at,
    )


def _outcome(
    structure: ExamType, sections: Sequence[Section]
) -> tuple[Score, datetime] | tuple[None, None]:
    """What a session comes to, and when it was completed, once all its sections are."""
    scores = [section.score for section in sections if section.score]
    times = [section.completed_at for section in sections if section.completed_at]
    if len(times) < len(sections):
        return None, None
    return overall(structure, scores), max(times)
