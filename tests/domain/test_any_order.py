"""Any calls in any order at any time: the session does what a plain model of the contract does."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from exam_simulation.domain.answers import AnswerSheet
from exam_simulation.domain.draw import Candidate, draw
from exam_simulation.domain.errors import ExamError, IllegalMove, StaleAnswers
from exam_simulation.domain.grading import Score
from exam_simulation.domain.moves import (
    complete,
    needs_grading,
    needs_paper,
    overdue_section_ids,
    require_results,
    save,
    settle,
    start,
)
from exam_simulation.domain.session import Paper, Section, Session, create
from tests.domain.exams import ENGLISH, EXAM, START, listed, solutions
from tests.domain.model import GRACE, Given, Model, ModelSection, Options, flags
from tests.domain.properties import repeatable

MICROSECOND = timedelta(microseconds=1)
MINUTES = [plan.duration_minutes for plan in EXAM.sections]
BANK = [
    Candidate(100 * nth + number, plan.subjects[0], 1 + number % 3, number // 4 or None)
    for nth, plan in enumerate(EXAM.sections, start=1)
    for number in range(12)
]
RIGHT = {one.id: "abcde"[one.id % 5] for one in BANK}

section_ids = st.sampled_from([*[None] * 9, 0, 1, 2, 3, 4])
"""None is the section that the student is at."""
sheets = st.sampled_from(list(product(["", None, *"abcde"], repeat=4)))
"""What stands at each place of the paper: nothing, a blank or an option."""
blemishes = st.sampled_from(["none"] * 6 + ["foreign blank", "foreign", "no option", "twice"])
bases = st.sampled_from([None, None, None, 0, 0, 0, -1, -1, -2, 1])
"""How far the revision that a save builds on is from the stored one."""


Marks = tuple[str | None, ...]


class AnyOrder(RuleBasedStateMachine):
    """Plays a student, a clock and a network of whom nothing can be relied upon."""

    session: Session
    model: Model

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.last_save: tuple[int, Given, int] | None = None
        self.papers: dict[int, tuple[int, ...]] = {}
        self.clocks: dict[int, tuple[datetime | None, datetime | None]] = {}
        self.outcomes: dict[int, tuple[Section, Paper]] = {}

    @initialize(extra_time_percent=st.integers(0, 100), seed=st.integers(0, 2**16))
    def a_session_is_created(self, extra_time_percent: int, seed: int) -> None:
        """Begin."""
        self.session = create(EXAM, extra_time_percent)
        self.model = Model.of(MINUTES, extra_time_percent)
        self.rng = random.Random(seed)

    # ── time ─────────────────────────────────────────────────────────────────────────────────────

    @rule(
        seconds=st.sampled_from([0, 1, 7, 59, 60, 61, 600, 5000, -1, -30]), more=st.integers(0, 9)
    )
    def time_passes_or_the_clock_is_set_back(self, seconds: int, more: int) -> None:
        """Jump."""
        self.now += timedelta(seconds=seconds, microseconds=more)

    @precondition(lambda self: self.model.running())
    @rule(after=st.sampled_from([-1, 0, 1, GRACE - 1, GRACE, GRACE + 1]))
    def the_deadline_comes_near(self, after: int) -> None:
        """Jump to about the deadline or the end of the grace."""
        self.now = time_of(self.model.sections[self.here].deadline + after)

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    @rule(section_id=section_ids)
    def a_section_is_started(self, section_id: int | None) -> None:
        """Start or resume: a paper is drawn where one is wanted."""
        number = self.here if section_id is None else section_id
        self.model.settle(micros(self.now))
        expected = self.model.refused_start(number)

        def move(session: Session) -> Session:
            is_new = needs_paper(session, number)
            plan, seen = session.plan(number), session.drawn_question_ids()
            pool = [one for one in BANK if one.subject in plan.subjects and one.id not in seen]
            paper = draw(pool, plan.question_count, [], self.rng)
            after = start(session, number, paper, self.now)
            assert (after is session) is not is_new
            return after

        self.request(move, expected)
        if expected is None:
            paper = self.session.papers[number].question_ids
            self.model.start(number, paper, micros(self.now))

    @rule(section_id=section_ids, marks=sheets, offset=bases)
    def answers_are_saved(self, section_id: int | None, marks: Marks, offset: int | None) -> None:
        """Save to any section, on any base."""
        number = self.here if section_id is None else section_id
        self.save(number, self.sheet(number, marks, "none"), self.base(number, offset))

    @precondition(lambda self: self.model.running())
    @rule(marks=sheets, blemish=blemishes, offset=st.sampled_from([None, 0]))
    def the_running_section_is_answered(
        self, marks: Marks, blemish: str, offset: int | None
    ) -> None:
        """Save, sound or not, knowing what is stored."""
        self.save(self.here, self.sheet(self.here, marks, blemish), self.base(self.here, offset))

    @precondition(lambda self: self.last_save)
    @rule(reverse=st.booleans(), blemish=blemishes)
    def the_last_save_is_repeated(self, *, reverse: bool, blemish: str) -> None:
        """Save once more what was saved before, perhaps in another order or with a flaw."""
        assert self.last_save
        number, given, base = self.last_save
        flawed = [*given, *self.flaw(number, blemish)]
        self.save(number, flawed[::-1] if reverse else flawed, base)

    def save(self, number: int, given: Given, base: int | None) -> None:
        """Save, and remember it."""
        self.model.settle(micros(self.now))
        built_on = self.stored(number).revision
        expected = self.model.save(number, given, base)
        self.request(lambda session: save(session, number, answers(given), base), expected)
        if expected is None:
            self.last_save = number, given, built_on if base is None else base

    @rule(
        section_id=section_ids,
        marks=st.one_of(st.none(), sheets),
        blemish=blemishes,
        offset=bases,
    )
    def a_section_is_handed_in(
        self,
        section_id: int | None,
        marks: Marks | None,
        blemish: str,
        offset: int | None,
    ) -> None:
        """Hand in, with answers or without."""
        number = self.here if section_id is None else section_id
        given = None if marks is None else self.sheet(number, marks, blemish)
        base = self.base(number, offset)
        self.model.settle(micros(self.now))
        expected = self.model.complete(number, given, base, micros(self.now))

        def move(session: Session) -> Session:
            sent = None if given is None else answers(given)
            if not needs_grading(session, number, sent, base):
                return session
            paper = session.papers[number].question_ids
            key = solutions({question_id: RIGHT[question_id] for question_id in paper})
            return complete(
                session, number, given=sent, base_revision=base, answer_key=key, now=self.now
            )

        self.request(move, expected)

    def request(self, move: Callable[[Session], Session], expected: str | None) -> None:
        """Settle, then move, as every request does; a refusal leaves what was settled."""
        before, was = self.session, repr(self.session)
        overdue = [
            before.papers[overdue_section_id]
            for overdue_section_id in overdue_section_ids(before, self.now)
        ]
        key = solutions(
            {number: RIGHT[number] for paper in overdue for number in paper.question_ids}
        )
        settled = settle(before, key, self.now)
        settled_was = repr(settled)
        refusal: ExamError | None = None
        try:
            self.session = move(settled)
        except ExamError as raised:
            self.session, refusal = settled, raised
        assert (refusal.code if refusal else None) == expected
        if isinstance(refusal, StaleAnswers):
            seen = refusal.answers, refusal.flagged, refusal.revision
            stored = [(it.answers, it.flagged, it.revision) for it in settled.papers.values()]
            assert seen in stored
        assert (repr(before), repr(settled)) == (was, settled_was), "changed in place"
        for number, paper in self.session.papers.items():
            earlier = before.papers.get(number, paper).revision
            assert paper.revision in (earlier, earlier + 1)

    # ── what the student sends ───────────────────────────────────────────────────────────────────

    @property
    def here(self) -> int:
        """The running section, or else the first that is not completed, or else the last."""
        undone = [n for n, it in self.model.sections.items() if it.status != "completed"]
        return undone[0] if undone else len(MINUTES)

    def stored(self, number: int) -> ModelSection:
        """A section, or an empty one where there is none."""
        return self.model.sections.get(number, ModelSection(0))

    def base(self, number: int, offset: int | None) -> int | None:
        """The revision that the student believes to be stored."""
        return None if offset is None else self.stored(number).revision + offset

    def sheet(self, number: int, marks: Marks, blemish: str) -> Given:
        """Answers to the questions of the paper as they come, with a flaw or without."""
        marked = zip(self.stored(number).paper, marks, strict=False)
        given = [(question_id, mark) for question_id, mark in marked if mark != ""]
        return [*given, *self.flaw(number, blemish)]

    def flaw(self, number: int, blemish: str) -> Given:
        """An answer that does not belong on the sheet."""
        first = next(iter(self.stored(number).paper), 1)
        flaws: dict[str, Given] = {
            "none": [],
            "foreign blank": [(999, None)],
            "foreign": [(999, "a")],
            "no option": [(first, "f")],
            "twice": [(first, None), (first, None)],
        }
        return flaws[blemish]

    # ── what always holds ────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_session_is_what_the_model_is(self) -> None:
        """Status, clocks, papers, answers, revisions."""
        assert self.session.status == self.model.status
        for number, expected in self.model.sections.items():
            section, paper = self.session.section(number), self.session.papers.get(number)
            assert section.status == expected.status
            assert section.duration_seconds == expected.seconds
            if expected.started is None:
                assert (paper, section.started_at, section.deadline_at) == (None, None, None)
                continue
            assert paper == Paper(
                question_ids=expected.paper,
                answers=expected.saved,
                flagged=expected.flagged,
                revision=expected.revision,
                is_closed=expected.ended is not None,
            )
            assert section.started_at == time_of(expected.started)
            assert section.deadline_at == time_of(expected.deadline)
            ended = None if expected.ended is None else time_of(expected.ended)
            assert section.completed_at == ended
            assert section.timed_out == (None if expected.ended is None else expected.timed_out)

    @invariant()
    def every_score_is_what_regrading_gives(self) -> None:
        """Each section's, and over those that count."""
        tallies: list[tuple[int, int, int]] = []
        for number, expected in self.model.sections.items():
            score = self.session.section(number).score
            if expected.status != "completed":
                assert score is None
                continue
            tally = tallied(expected.paper, expected.saved)
            english = EXAM.sections[number - 1] is ENGLISH
            assert score == scored(tally, quarters_lost=0 if english else 1)
            tallies += [] if english else [tally]
        overall = self.session.overall_score
        if self.model.status != "completed":
            assert (overall, self.session.completed_at) == (None, None)
            return
        right, wrong, blank = (sum(column) for column in zip(*tallies, strict=True))
        assert overall == scored((right, wrong, blank), quarters_lost=1)
        ends = [it.ended for it in self.model.sections.values() if it.ended is not None]
        assert self.session.completed_at == time_of(max(ends))

    @invariant()
    def there_are_results_once_every_section_is_completed(self) -> None:
        """And not before."""
        if self.model.status == "completed":
            assert require_results(self.session) == self.session.overall_score
            return
        with pytest.raises(IllegalMove) as refusal:
            require_results(self.session)
        assert refusal.value.code == "session_not_completed"

    @invariant()
    def no_paper_and_no_clock_ever_changes(self) -> None:
        """From the start of a section on."""
        for number, paper in self.session.papers.items():
            section = self.session.section(number)
            clock = section.started_at, section.deadline_at
            assert self.papers.setdefault(number, paper.question_ids) == paper.question_ids
            assert self.clocks.setdefault(number, clock) == clock

    @invariant()
    def nothing_that_is_completed_ever_changes(self) -> None:
        """Outcome and answers alike."""
        for section in self.session.sections:
            if section.status == "completed":
                outcome = section, self.session.papers[section.id]
                assert self.outcomes.setdefault(section.id, outcome) == outcome

    @invariant()
    def no_question_comes_twice(self) -> None:
        """Neither on a paper nor across papers; and each is one that the section draws from."""
        drawn = [number for paper in self.papers.values() for number in paper]
        assert len(drawn) == len(set(drawn)) == len(self.session.drawn_question_ids())
        subject = {one.id: one.subject for one in BANK}
        for number, paper in self.papers.items():
            plan = EXAM.sections[number - 1]
            assert len(paper) == plan.question_count
            assert {subject[question_id] for question_id in paper} == set(plan.subjects)

    @invariant()
    def times_shown_stay_within_the_section(self) -> None:
        """No time is left that is negative, none is used that there was not."""
        for section in self.session.sections:
            assert section.remaining_seconds(self.now) >= 0
            assert 0 <= section.seconds_used <= section.duration_seconds
            if section.completed_at and section.deadline_at:
                assert section.completed_at <= section.deadline_at


def time_of(microseconds: int) -> datetime:
    """A time of the model, as the session has it."""
    return START + microseconds * MICROSECOND


def micros(time: datetime) -> int:
    """A time of the session, as the model has it."""
    return (time - START) // MICROSECOND


def answers(given: Given) -> AnswerSheet:
    """Answers and flags of the model, as the session takes them."""
    return listed(given, *flags(given))


def tallied(paper: tuple[int, ...], saved: Options) -> tuple[int, int, int]:
    """Right, wrong and blank answers."""
    right = len([n for n in paper if saved.get(n) == RIGHT[n]])
    return right, len(saved) - right, len(paper) - len(saved)


def scored(tally: tuple[int, int, int], quarters_lost: int) -> Score:
    """A score, calculated in whole quarters."""
    right, wrong, blank = tally
    questions = right + wrong + blank
    quarters = 4 * right - quarters_lost * wrong
    percentage = Fraction(100 * quarters, 4 * questions)
    return Score(
        correct=right,
        incorrect=wrong,
        unanswered=blank,
        total=questions,
        raw=quarters / 4,
        max=questions,
        percentage=rounded(percentage),
        penalty=quarters_lost * wrong / 4,
    )


def rounded(percentage: Fraction) -> float:
    """To two decimals, halves away from zero."""
    hundredths = floor(abs(percentage) * 100 + Fraction(1, 2))
    return (hundredths if percentage >= 0 else -hundredths) / 100


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(repeatable, max_examples=60, stateful_step_count=40)
