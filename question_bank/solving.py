"""Solving questions again, blind: the solver sees texts and options, and never the key.

`question_bank/solved` holds, for each question of ours, what an independent solver chose, and the
digest of what he saw; a question that was edited since is to be solved again.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from question_bank.question import Question

SOLVED = Path(__file__).parent / "solved"
_COLUMNS = ("key", "sha256", "answer")


@dataclass(frozen=True)
class Solution:
    """What was chosen, a letter, for a question that looked like this (SHA-256, hex, shortened)."""

    sha256: str
    answer: str


def digest(question: Question) -> str:
    """Give a digest of what a solver sees of a question."""
    seen = json.dumps([question.passage_text, question.text, *question.options.values()])
    return sha256(seen.encode()).hexdigest()[:16]


def solutions(folder: Path = SOLVED) -> dict[str, Solution]:
    """Read what was chosen, by the questions' keys."""
    held = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            held.update({row["key"]: Solution(row["sha256"], row["answer"]) for row in _rows(file)})
    return held


def is_solved(question: Question, held: Mapping[str, Solution]) -> bool:
    """Whether a solver who saw this very question chose the option that its key names."""
    solution = Solution(digest(question), question.correct_answer)
    return question.key is not None and held.get(question.key) == solution


def sheet(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """What a solver sees of questions."""
    return [
        {
            "key": question.key,
            **({"passage": question.passage_text} if question.passage_text else {}),
            "text": question.text,
            "options": question.options,
        }
        for question in questions
    ]


def record(
    questions: Sequence[Question], answers: Mapping[str, str | None], folder: Path = SOLVED
) -> list[Question]:
    """Record what a solver chose, if it agrees with the key.

    Args:
        questions: the whole bank.
        answers: letters by the questions' keys; None where the solver found no right option.
        folder: where it is noted; what no longer fits a question is dropped.

    Returns:
        The questions in which solver and key disagree, of which nothing is noted.

    Raises:
        ValueError: an answer is to no question of the bank.
    """
    if unknown := set(answers) - {question.key for question in questions}:
        raise ValueError(f"the bank has no question {min(unknown)}")
    held = solutions(folder)
    answered = [question for question in questions if question.key in answers]
    agreed = [one for one in answered if answers[one.key or ""] == one.correct_answer]
    held |= {one.key or "": Solution(digest(one), one.correct_answer) for one in agreed}
    folder.mkdir(exist_ok=True)
    for subject in {question.subject for question in questions}:
        _write(
            folder,
            subject,
            [question for question in questions if question.subject == subject],
            held,
        )
    return [one for one in answered if one not in agreed]


def _rows(file: Iterable[str]) -> Iterable[dict[str, str]]:
    return csv.DictReader(file)


def _write(
    folder: Path, subject: str, questions: Iterable[Question], held: Mapping[str, Solution]
) -> None:
    with (folder / f"{subject}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for question in sorted(questions, key=lambda solved: solved.key or ""):
            if is_solved(question, held):
                writer.writerow([question.key, digest(question), question.correct_answer])
