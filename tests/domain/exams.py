"""A small exam of three sections, its papers and its key, for the tests of the domain."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from exam_simulation.domain.answers import AnswerSheet, Flag, GivenAnswer
from exam_simulation.domain.exam_type import ExamType, Scoring, SectionPlan
from exam_simulation.domain.grading import Solution
from exam_simulation.domain.moves import complete, start
from exam_simulation.domain.session import Session, create
from exam_simulation.domain.transitions import SectionStatus

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

PENALTY = Scoring(1.0, 0.0, -0.25)
NO_PENALTY = Scoring(1.0, 0.0, 0.0)

MATHEMATICS = SectionPlan(
    code="mathematics",
    name="Matematica",
    question_count=4,
    duration_minutes=10,
    subjects=("mathematics",),
    scoring=PENALTY,
    counts_into_total=True,
)
LOGIC = SectionPlan(
    code="logic",
    name="Logica",
    question_count=3,
    duration_minutes=12,
    subjects=("logic",),
    scoring=PENALTY,
    counts_into_total=True,
)
ENGLISH = SectionPlan(
    code="english",
    name="Inglese",
    question_count=2,
    duration_minutes=1,
    subjects=("english",),
    scoring=NO_PENALTY,
    counts_into_total=False,
)
EXAM = ExamType(
    exam_type="SMALL",
    name="Small exam",
    source="made up",
    as_of=date(2026, 5, 1),
    sections=(MATHEMATICS, LOGIC, ENGLISH),
)
PAPERS = {1: (11, 12, 13, 14), 2: (21, 22, 23), 3: (31, 32)}
RIGHT_OPTIONS = {11: "a", 12: "b", 13: "c", 14: "d", 21: "e", 22: "a", 23: "b", 31: "c", 32: "d"}
SUBJECTS = {1: "mathematics", 2: "logic", 3: "english"}


def solutions(right: Mapping[int, str]) -> dict[int, Solution]:
    """A key: questions 10 to 19 are about mathematics, 20 to 29 logic; even ones of one topic."""
    return {
        number: Solution(
            option, SUBJECTS.get(number // 10, "other"), "odd" if number % 2 else "even"
        )
        for number, option in right.items()
    }


KEY = solutions(RIGHT_OPTIONS)


def sheet(options: Mapping[int, str | None], *flagged: int) -> AnswerSheet:
    """Answers as a student gives them, by question id; None is a blank. And their flags."""
    return listed(options.items(), *flagged)


def listed(pairs: Iterable[tuple[int, str | None]], *flagged: int) -> AnswerSheet:
    """As `sheet`, of pairs: a question may come twice. Places are such as a list's."""
    answers = [
        GivenAnswer(number, answer, f"{place}/question_id", f"{place}/answer")
        for place, (number, answer) in enumerate(pairs)
    ]
    flags = [Flag(number, f"flagged/{place}") for place, number in enumerate(flagged)]
    return AnswerSheet(tuple(answers), tuple(flags))


def created(extra_time_percent: int = 0) -> Session:
    """The small exam, nothing started."""
    return create(EXAM, extra_time_percent)


def handed_in(
    session: Session,
    section_id: int,
    answers: Mapping[int, str | None] | None = None,
    *,
    base_revision: int | None = None,
    now: datetime = START,
) -> Session:
    """The session with a section completed: with these answers, or what was saved."""
    return complete(
        session,
        section_id,
        given=None if answers is None else sheet(answers),
        base_revision=base_revision,
        answer_key=KEY,
        now=now,
    )


def started(section_id: int = 1, *, session: Session | None = None) -> Session:
    """The session with this section running since START; what had to come before is blank."""
    session = session or created()
    for earlier in session.sections[: section_id - 1]:
        if earlier.status is SectionStatus.PENDING:
            session = start(session, earlier.id, PAPERS[earlier.id], START)
            session = handed_in(session, earlier.id)
    return start(session, section_id, PAPERS[section_id], START)


def finished() -> Session:
    """The session with every section handed in blank."""
    return handed_in(started(3), 3)
