"""The question bank: how much it holds, what can be drawn, what a question says, and its answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import supabase

from ..domain.draw import Candidate
from ..errors import Misconfigured, SessionUnreadable
from .client import Shape, key_is_accepted, run

INT4_MAX = 2**31 - 1


class _Stock(Shape):
    subject: str
    question_count: int


class _Drawable(Shape):
    id: int
    key: str
    difficulty: int
    passage_id: int | None


class _Shelf(Shape):
    subject: str
    active: bool
    questions: list[_Drawable]


class _Keyed(Shape):
    id: int
    correct_answer: str


class _Passage(Shape):
    text: str


class _Printed(_Keyed):
    subject: str
    topic: str
    text: str
    option_a: str
    option_b: str
    option_c: str
    option_d: str
    option_e: str
    explanation: str
    image_url: str | None
    passage: _Passage | None


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


class Bank:
    """The bank as one request sees it; what was fetched once is not fetched again."""

    def __init__(self, client: supabase.Client) -> None:
        self._client = client
        self._questions: dict[int, Question] = {}

    def stock(self) -> dict[str, int]:
        """Count the questions that can be drawn, by subject.

        Raises:
            Misconfigured: nothing is to be seen, because our functions' key is refused.
        """
        bank = self._client.table("question_bank")
        rows = run(bank.select("subject,question_count").is_("active", True), _Stock)
        self._require_access(rows)
        return {row.subject: row.question_count for row in rows}

    def candidates(self, subjects: Sequence[str]) -> list[Candidate]:
        """List the questions of some subjects, retired ones too.

        Raises:
            Misconfigured: as `stock`.
        """
        bank = self._client.table("question_bank")
        shelves = run(bank.select("subject,active,questions").in_("subject", subjects), _Shelf)
        self._require_access(shelves)
        return [
            Candidate(
                id=question.id,
                subject=shelf.subject,
                difficulty=question.difficulty,
                passage_id=question.passage_id,
                active=shelf.active,
                key=question.key,
            )
            for shelf in shelves
            for question in shelf.questions
        ]

    def questions(self, ids: Sequence[int]) -> list[Question]:
        """Fetch questions, retired ones too, in the order of `ids`.

        Raises:
            SessionUnreadable: the bank lacks one.
            Misconfigured: our functions' key is refused.
        """
        missing = [number for number in ids if number not in self._questions]
        if missing:
            _require_possible(missing)
            columns = (
                "id,subject,topic,text,option_a,option_b,option_c,option_d,option_e,correct_answer,explanation,"
                "image_url,passage:passages(text)"
            )
            table = self._client.table("questions")
            rows = run(table.select(columns).in_("id", missing), _Printed)
            self._require_all(missing, rows)
            self._questions.update((row.id, _question(row)) for row in rows)
        return [self._questions[number] for number in ids]

    def answer_key(self, ids: Sequence[int]) -> dict[int, str]:
        """Fetch the right options of questions, retired ones too.

        Raises:
            SessionUnreadable, Misconfigured: as `questions`.
        """
        _require_possible(ids)
        table = self._client.table("questions")
        rows = run(table.select("id,correct_answer").in_("id", list(ids)), _Keyed)
        self._require_all(ids, rows)
        return {row.id: row.correct_answer for row in rows}

    def _require_access(self, rows: Sequence[Shape]) -> None:
        # A key that is refused does not fail a read: it hides every row.
        if not rows and not key_is_accepted(self._client):
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")

    def _require_all(self, ids: Iterable[int], rows: Sequence[_Keyed]) -> None:
        self._require_access(rows)
        if lost := set(ids) - {row.id for row in rows}:
            # Nothing that the student or a retry could mend; to an operator the log says which.
            raise SessionUnreadable(f"questions are gone from the bank: {sorted(lost)}")


def _require_possible(ids: Iterable[int]) -> None:
    # The database would refuse the whole question.
    if lost := [number for number in ids if not 0 < number <= INT4_MAX]:
        raise SessionUnreadable(f"questions that no bank can hold: {lost}")


def _question(row: _Printed) -> Question:
    return Question(
        id=row.id,
        subject=row.subject,
        topic=row.topic,
        text=row.text,
        options={
            "a": row.option_a,
            "b": row.option_b,
            "c": row.option_c,
            "d": row.option_d,
            "e": row.option_e,
        },
        passage=row.passage.text if row.passage else None,
        image_url=row.image_url,
        correct_answer=row.correct_answer,
        explanation=row.explanation,
    )
