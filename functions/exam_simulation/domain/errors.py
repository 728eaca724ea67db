"""What the rules of the exam refuse. `http.problems` has the text that a student reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..problem_codes import ProblemCode


class ExamError(Exception):
    """The rules of the exam refuse this. `code` says which rule."""

    code: ProblemCode


class SectionNotFound(ExamError):
    """The session has no section with this id."""

    code = ProblemCode.SECTION_NOT_FOUND


class IllegalMove(ExamError):
    """The table of transitions refuses this move.

    `session_id` and `section_id` name the section that runs in another session, where that is why.
    """

    def __init__(
        self, code: ProblemCode, session_id: int | None = None, section_id: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.session_id = session_id
        self.section_id = section_id


class StaleAnswers(ExamError):
    """A save was based on a revision that is no longer the stored one. What is stored is shown."""

    code = ProblemCode.STALE_ANSWERS

    def __init__(self, answers: Mapping[int, str], flagged: Sequence[int], revision: int) -> None:
        super().__init__(self.code)
        self.answers = answers
        self.flagged = flagged
        self.revision = revision


@dataclass(frozen=True)
class AnswerFault:
    """What is wrong with one given answer or flag: its place in the request, and why."""

    place: str
    detail: str


class AnswersNotOnPaper(ExamError):
    """Answers name questions or options that the paper does not have, or a question twice."""

    code = ProblemCode.ANSWERS_NOT_ON_PAPER

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        super().__init__(self.code)
        self.faults = tuple(faults)


class UnknownExamType(ExamError):
    """There is no exam type of this name."""

    code = ProblemCode.UNKNOWN_EXAM_TYPE


class UnknownSections(ExamError):
    """A practice names sections that its exam type lacks, or one twice.

    `faults` says what is wrong with each of these, by its place in the list (from 0).
    """

    code = ProblemCode.VALIDATION_FAILED

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__(self.code)
        self.faults = dict(faults)


class BankTooSmall(ExamError):
    """The question bank has too few questions for this section."""

    code = ProblemCode.BANK_TOO_SMALL

    def __init__(self, section_code: str) -> None:
        super().__init__(f"{self.code}: {section_code}")
        self.section_code = section_code
