"""The structure of an exam: which sections, how long, how they are scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .errors import UnknownSections

QUARTERS = 4  # in a point; every score is a whole number of quarter points
MAX_POINTS = 1000
"""No question earns or costs more, so that sums of points stay exact."""


@dataclass(frozen=True)
class Scoring:
    """Points for one question: multiples of a quarter, which binary floats hold exactly."""

    correct: float
    blank: float
    wrong: float

    def __post_init__(self) -> None:
        for points in (self.correct, self.blank, self.wrong):
            if not float(points * QUARTERS).is_integer():
                raise ValueError(f"{points} is not a multiple of a quarter point")
        if not self.wrong <= self.blank < self.correct:
            raise ValueError("points must satisfy wrong <= blank < correct")
        if not 0 < self.correct <= MAX_POINTS or self.wrong < -MAX_POINTS:
            raise ValueError("right answers earn nothing or too much: there is no percentage")


@dataclass(frozen=True, kw_only=True)
class SectionPlan:
    """A section as the exam type prescribes it, and the bank's subjects that it draws from."""

    code: str
    name: str
    question_count: int
    duration_minutes: int
    subjects: tuple[str, ...]
    scoring: Scoring
    counts_into_total: bool

    def __post_init__(self) -> None:
        if self.question_count < 1 or self.duration_minutes < 1:
            raise ValueError(f"section {self.code} needs questions and minutes")
        if not self.subjects:
            raise ValueError(f"section {self.code} needs a subject to draw from")


@dataclass(frozen=True, kw_only=True)
class ExamType:
    """An exam's structure as of a date, with the source that it was taken from."""

    exam_type: str
    name: str
    source: str
    as_of: date
    sections: tuple[SectionPlan, ...]

    def __post_init__(self) -> None:
        codes = [plan.code for plan in self.sections]
        if not codes or len(set(codes)) != len(codes):
            raise ValueError("an exam type needs sections, each with a code of its own")
        # Sections that shared a subject could each find it large enough, and together too small.
        subjects = [subject for plan in self.sections for subject in plan.subjects]
        if len(set(subjects)) != len(subjects):
            raise ValueError("two sections of an exam type cannot draw from one subject")
        if not any(plan.counts_into_total for plan in self.sections):
            raise ValueError("at least one section must count into the total")

    def short_section(self, stock: Mapping[str, int]) -> SectionPlan | None:
        """Give the first section that a bank cannot fill, None where it can fill all.

        Args:
            stock: how many questions can be drawn, by subject.
        """
        for plan in self.sections:
            if sum(stock.get(subject, 0) for subject in plan.subjects) < plan.question_count:
                return plan
        return None

    def practice(self, codes: Sequence[str]) -> "ExamType":
        """Make an exam of some of the sections, in exam order, every one of which counts.

        Args:
            codes: the codes of the sections; at least one.

        Raises:
            UnknownSections: one is not of this exam type, or comes twice.
        """
        known = {plan.code for plan in self.sections}
        faults = {}
        for index, code in enumerate(codes):
            if code not in known:
                faults[index] = "is not a section of this exam type"
            elif code in codes[:index]:
                faults[index] = "is named more than once"
        if faults:
            raise UnknownSections(faults)
        plans = (plan for plan in self.sections if plan.code in codes)
        counting = tuple(replace(plan, counts_into_total=True) for plan in plans)
        return replace(self, sections=counting)
