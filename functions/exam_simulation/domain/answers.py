"""What a student answers, and whether it fits the paper."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from .errors import AnswerFault, AnswersNotOnPaper

OPTIONS = ("a", "b", "c", "d", "e")
_NUMBERS = {option: number for number, option in enumerate(OPTIONS, start=1)}


class GivenAnswer(NamedTuple):
    """The option chosen for a question; None is a blank.

    The places say where the question and the option are in a request. Errors name them.
    """

    question_id: int
    answer: str | None
    question_place: str = ""
    answer_place: str = ""


class Flag(NamedTuple):
    """A question that the student marked to look at again, and its place in a request."""

    question_id: int
    place: str = ""


@dataclass(frozen=True)
class AnswerSheet:
    """The whole set of a student's answers to a paper, and of their flags."""

    answers: tuple[GivenAnswer, ...] = ()
    flags: tuple[Flag, ...] = ()

    @cached_property
    def options(self) -> dict[int, str]:
        """The chosen options by question id, blanks left out."""
        return {
            given.question_id: given.answer for given in self.answers if given.answer is not None
        }

    @cached_property
    def flagged(self) -> tuple[int, ...]:
        """The flagged questions, ascending."""
        return tuple(sorted({flag.question_id for flag in self.flags}))

    @cached_property
    def question_ids(self) -> set[int]:
        """Every question that it names."""
        answered = {given.question_id for given in self.answers}
        return answered | {flag.question_id for flag in self.flags}

    @property
    def repeats_a_question(self) -> bool:
        """Whether a question is answered twice, or flagged twice."""
        answered = [given.question_id for given in self.answers]
        flagged = [flag.question_id for flag in self.flags]
        return any(len(set(ids)) < len(ids) for ids in (answered, flagged))


@dataclass(frozen=True)
class SavedAnswers:
    """What a paper holds after a save. `answers` are options, `flagged` is of question ids."""

    answers: Mapping[int, str]
    flagged: tuple[int, ...]
    revision: int
    deadline_at: datetime


def option_number(option: str) -> int | None:
    """Give the number of an option, from 1; None if no question can have it."""
    return _NUMBERS.get(option)


def require_on_paper(question_ids: Collection[int], option_count: int, sheet: AnswerSheet) -> None:
    """Check answers and flags against a paper.

    Args:
        question_ids: the questions of the paper.
        option_count: how many options each of them has.
        sheet: what the student gave.

    Raises:
        AnswersNotOnPaper: with every fault: a question that is not on the paper or comes twice, an
            option that it does not have.
    """
    faults: dict[str, AnswerFault] = {}
    for fault in _faults(question_ids, OPTIONS[:option_count], sheet):
        # A flag and an answer can have the same place. Its first fault is enough.
        faults.setdefault(fault.place, fault)
    if faults:
        raise AnswersNotOnPaper(list(faults.values()))


def _faults(
    question_ids: Collection[int], options: Collection[str], sheet: AnswerSheet
) -> Iterable[AnswerFault]:
    seen: set[int] = set()
    for given in sheet.answers:
        if given.question_id not in question_ids:
            yield AnswerFault(given.question_place, "is not on the paper of this section")
        elif given.question_id in seen:
            yield AnswerFault(given.question_place, "is answered more than once")
        if given.answer is not None and given.answer not in options:
            yield AnswerFault(given.answer_place, "is not an option of this question")
        seen.add(given.question_id)
    flagged: set[int] = set()
    for flag in sheet.flags:
        if flag.question_id not in question_ids:
            yield AnswerFault(flag.place, "is not on the paper of this section")
        elif flag.question_id in flagged:
            yield AnswerFault(flag.place, "is flagged more than once")
        flagged.add(flag.question_id)
