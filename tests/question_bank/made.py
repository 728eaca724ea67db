"""Questions made up for the tests of formats and imports."""

from typing import Any

from question_bank.question import Question

FIELDS: dict[str, Any] = {
    "key": "made-001",
    "subject": "physics",
    "topic": "Fluidi",
    "difficulty": 2,
    "text": "Quanto vale $x² − 1$ per $x = 3$?",
    "option_a": "8",
    "option_b": "5",
    "option_c": "10",
    "option_d": "−8",
    "option_e": "2",
    "correct_answer": "a",
    "explanation": "Si sostituisce: $3² − 1 = 8$.",
}


def question(**changes: Any) -> Question:
    """A question, with these fields instead of its own."""
    return Question.model_validate({**FIELDS, **changes})


def numbered(number: int, **changes: Any) -> Question:
    """One of many, each with a key and a text of its own."""
    return question(key=f"made-{number:03}", text=f"Domanda {number}?", **changes)
