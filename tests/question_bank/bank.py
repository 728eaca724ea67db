"""This project's own questions, for the tests of them."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from question_bank import own
from question_bank.question import Question

COMPUTED = Path(__file__).parent / "computed"


@cache
def active() -> list[Question]:
    """The questions that can be drawn."""
    return [question for question in own.questions() if question.active]


@cache
def computed() -> dict[str, Any]:
    """What computes the right answers, by the questions' keys."""
    found: dict[str, Any] = {}
    for path in sorted(COMPUTED.glob("*.py")):
        found |= import_module(f"tests.question_bank.computed.{path.stem}").COMPUTED
    return found
