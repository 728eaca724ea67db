"""The question bank: how much it holds, what can be drawn, what a question says, and its answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import supabase

from ..domain.draw import Candidate
from ..errors import Misconfigured
from .client import Row, key_is_accepted, run


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with everything that the bank knows of it. `passage` is the text it is about."""

    id: int
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
        rows = run(bank.select("subject,question_count").is_("active", True))
        self._require_access(rows)
        return {row["subject"]: row["question_count"] for row in rows}

    def candidates(self, subjects: Sequence[str]) -> list[Candidate]:
        """List the questions of some subjects, retired ones too.

        Raises:
            Misconfigured: as `stock`.
        """
        bank = self._client.table("question_bank")
        rows = run(bank.select("subject,active,questions").in_("subject", subjects))
        self._require_access(rows)
        return [
            Candidate(
                id=question["id"],
                subject=row["subject"],
                difficulty=question["difficulty"],
                passage_id=question["passage_id"],
                active=row["active"],
            )
            for row in rows
            for question in row["questions"]
        ]

    def questions(self, ids: Sequence[int]) -> list[Question]:
        """Fetch questions, retired ones too, in the order of `ids`.

        Raises:
            Misconfigured: the bank lacks one, or our functions' key is refused.
        """
        missing = [number for number in ids if number not in self._questions]
        if missing:
            columns = (
                "id,text,option_a,option_b,option_c,option_d,option_e,correct_answer,explanation,"
                "image_url,passage:passages(text)"
            )
            rows = run(self._client.table("questions").select(columns).in_("id", missing))
            self._require_all(missing, rows)
            self._questions.update((row["id"], _question(row)) for row in rows)
        return [self._questions[number] for number in ids]

    def answer_key(self, ids: Sequence[int]) -> dict[int, str]:
        """Fetch the right options of questions, retired ones too.

        Raises:
            Misconfigured: as `questions`.
        """
        table = self._client.table("questions")
        rows = run(table.select("id,correct_answer").in_("id", list(ids)))
        self._require_all(ids, rows)
        return {row["id"]: row["correct_answer"] for row in rows}

    def _require_access(self, rows: Sequence[Row]) -> None:
        # A key that is refused does not fail a read: it hides every row.
        if not rows and not key_is_accepted(self._client):
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")

    def _require_all(self, ids: Iterable[int], rows: Sequence[Row]) -> None:
        self._require_access(rows)
        if lost := set(ids) - {row["id"] for row in rows}:
            raise Misconfigured(f"questions that were drawn are gone from the bank: {sorted(lost)}")


def _question(row: Row) -> Question:
    return Question(
        id=row["id"],
        text=row["text"],
        options={letter: row[f"option_{letter}"] for letter in "abcde"},
        passage=row["passage"]["text"] if row["passage"] else None,
        image_url=row["image_url"],
        correct_answer=row["correct_answer"],
        explanation=row["explanation"],
    )
