"""A question as Supabase sends it."""

from types import MappingProxyType

from ..domain.question import Question
from .client import RowModel


class _Passage(RowModel):
    text: str


class QuestionRow(RowModel):
    """The columns of a question and its passage."""

    id: int
    subject: str
    topic: str
    text: str
    option_a: str
    option_b: str
    option_c: str
    option_d: str
    option_e: str
    correct_answer: str
    explanation: str
    image_url: str | None
    passage: _Passage | None

    @property
    def question(self) -> Question:
        """The question, immutable, to be cached."""
        options = {
            "a": self.option_a,
            "b": self.option_b,
            "c": self.option_c,
            "d": self.option_d,
            "e": self.option_e,
        }
        return Question(
            id=self.id,
            subject=self.subject,
            topic=self.topic,
            text=self.text,
            options=MappingProxyType(options),
            passage=self.passage.text if self.passage else None,
            image_url=self.image_url,
            correct_answer=self.correct_answer,
            explanation=self.explanation,
        )
