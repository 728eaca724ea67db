"""What an exam forbids. Each error carries a stable `code`; its text is for the student."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class ExamError(Exception):
    """The rules of the exam refuse this. `code` is stable and says which rule."""

    code: str


class SectionNotFound(ExamError):
    """The session has no section with this id."""

    code = "section_not_found"

    def __init__(self) -> None:
        super().__init__("This session has no such section.")


class IllegalMove(ExamError):
    """The state of the session has no entry for this move."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class StaleAnswers(ExamError):
    """A save was based on a revision that is no longer the stored one."""

    code = "stale_answers"

    def __init__(self, answers: Mapping[int, str], flagged: Sequence[int], revision: int) -> None:
        super().__init__("The saved answers have changed since the revision that this builds on.")
        self.answers = answers
        self.flagged = flagged
        self.revision = revision


class AnotherSectionRunning(ExamError):
    """The student sits another section: one at a time."""

    code = "another_section_running"

    def __init__(self, session_id: int, section_id: int) -> None:
        super().__init__("Another section is running: complete it, or delete its session, first.")
        self.session_id = session_id
        self.section_id = section_id


@dataclass(frozen=True)
class AnswerFault:
    """What is wrong with one given answer or flag: its place in the request, and why."""

    place: str
    detail: str


class AnswersNotOnPaper(ExamError):
    """Answers name questions or options that the paper does not have, or a question twice."""

    code = "answers_not_on_paper"

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        super().__init__("Some answers do not fit the paper of this section.")
        self.faults = tuple(faults)


class UnknownExamType(ExamError):
    """There is no exam type of this name."""

    code = "unknown_exam_type"

    def __init__(self) -> None:
        super().__init__("There is no such exam type; GET /config lists them.")


class UnknownSections(ExamError):
    """A practice names sections that its exam type lacks, or one twice.

    `faults` says for each of these, by its place in what was named (from 0), what is wrong.
    """

    code = "validation_failed"

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__("Some of the sections cannot be practised.")
        self.faults = dict(faults)


class BankTooSmall(ExamError):
    """The question bank cannot fill a section."""

    code = "bank_too_small"

    def __init__(self, section_code: str) -> None:
        super().__init__(f"The question bank cannot fill the section {section_code} at the moment.")
