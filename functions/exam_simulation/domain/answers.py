"""What a student answers, and whether it fits the paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .errors import AnswerFault, AnswersNotOnPaper

OPTIONS = ("a", "b", "c", "d", "e")


@dataclass(frozen=True)
class GivenAnswer:
    """The option chosen for a question; None is a blank."""

    question_id: int
    answer: str | None


def chosen_options(given: Sequence[GivenAnswer]) -> dict[int, str]:
    """Options by question id, blanks left out."""
    return {one.question_id: one.answer for one in given if one.answer is not None}


def require_on_paper(question_ids: Collection[int], given: Sequence[GivenAnswer]) -> None:
    """Check answers against a paper.

    Raises:
        AnswersNotOnPaper: with every fault: a question that is not on the paper or comes twice, an
            option that it does not have.
    """
    faults = []
    seen: set[int] = set()
    for index, one in enumerate(given):
        if one.question_id not in question_ids:
            faults.append(AnswerFault(index, "question_id", "is not on the paper of this section"))
        elif one.question_id in seen:
            faults.append(AnswerFault(index, "question_id", "is answered more than once"))
        if one.answer is not None and one.answer not in OPTIONS:
            faults.append(AnswerFault(index, "answer", "is not an option of this question"))
        seen.add(one.question_id)
    if faults:
        raise AnswersNotOnPaper(faults)
