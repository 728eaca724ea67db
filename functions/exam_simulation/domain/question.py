"""A question of the bank."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with everything that the bank knows of it. `passage` is the text it is about."""

    id: int
    subject: str
    topic: str
    text: str
    options: Mapping[str, str]
    passage: str | None
    image_url: str | None
    correct_answer: str
    explanation: str
