"""The question bank: its stock, the candidates of a draw, questions, and answer keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from supabase import Client

from ..domain.draw import Candidate
from ..domain.grading import Solution
from ..domain.question import Question
from ..errors import Misconfigured, SessionUnreadable
from .bank_cache import BankCache, SubjectSnapshot
from .client import Access, RowModel, may_be_cut, run
from .question_row import QuestionRow

INT4_MAX = 2**31 - 1
_QUESTION_COLUMNS = (
    "id,subject,topic,text,option_a,option_b,option_c,option_d,option_e,correct_answer,explanation,"
    "image_url,passage:passages(text)"
)


class _Stock(RowModel):
    subject: str
    question_count: int


class _Keyed(RowModel):
    id: int
    correct_answer: str
    topic: str


class _KeyedAlone(_Keyed):
    subject: str


AnyQuestion = TypeVar("AnyQuestion", QuestionRow, _KeyedAlone)


class _Drawable(_Keyed):
    key: str
    difficulty: int
    passage_id: int | None


class _Keys(RowModel):
    subject: str
    questions: list[_Keyed]


class _SubjectRow(RowModel):
    subject: str
    active: bool
    version: str
    questions: list[_Drawable]
    content: list[QuestionRow] | None


@dataclass(frozen=True)
class _Fetched:
    """Whole subjects, and the questions of those whose content came with them."""

    snapshots: Mapping[str, SubjectSnapshot]
    questions: Mapping[int, Question]


class Bank:
    """The bank for one request. What the process has not cached is fetched once."""

    def __init__(self, client: Client, cache: BankCache) -> None:
        self._client = client
        self._cache = cache
        self._access = Access(client)

    def stock(self) -> dict[str, int]:
        """Count the questions that can be drawn, by subject.

        Raises:
            Misconfigured: the database shows nothing, because it refuses the functions' key.
        """
        bank = self._client.table("question_bank")
        rows = run(bank.select("subject,question_count").is_("active", True), _Stock)
        self._require_access(rows)
        return {row.subject: row.question_count for row in rows}

    def candidates(self, subjects: Sequence[str], version: str | None) -> list[Candidate]:
        """List the questions of some subjects, retired ones too.

        Args:
            subjects: the subjects.
            version: the current version of the bank. What is cached of another is not used.

        Raises:
            Misconfigured: as `stock`.
        """
        known = self._cache.snapshots.get_many(subjects)
        snapshots = {
            name: snapshot for name, snapshot in known.items() if snapshot.version == version
        }
        if lacking := [name for name in subjects if name not in snapshots]:
            snapshots |= self._fetch(lacking).snapshots
        return [candidate for snapshot in snapshots.values() for candidate in snapshot.candidates]

    def questions(self, ids: Sequence[int], subjects: Sequence[str] = ()) -> list[Question]:
        """Give questions, retired ones too, in the order of `ids`.

        Args:
            ids: the questions.
            subjects: if a question is not cached, these are fetched as a whole: other papers need
                them too.

        Raises:
            SessionUnreadable: the bank lacks one.
            Misconfigured: our functions' key is refused.
        """
        known = self._cache.questions.get_many(ids)
        if lacking := _lacking(ids, known):
            _require_possible(lacking)
            snapshots = self._cache.snapshots.get_many(subjects)
            # Subjects that are too large to be sent with their content are not fetched again.
            if whole := [
                subject
                for subject in subjects
                if subject not in snapshots or snapshots[subject].has_content
            ]:
                known |= self._fetch(whole).questions
        if lacking := _lacking(ids, known):
            rows = self._by_ids(_QUESTION_COLUMNS, lacking, QuestionRow)
            self._require_all(lacking, rows)
            known |= self._keep(row.question for row in rows)
        return [known[question_id] for question_id in ids]

    def answer_key(self, ids: Sequence[int], subjects: Sequence[str]) -> dict[int, Solution]:
        """Give the solutions of questions, retired ones too.

        Args:
            ids: the questions.
            subjects: as for `questions`, but only their solutions are fetched.

        Raises:
            SessionUnreadable, Misconfigured: as `questions`.
        """
        answer_key = self._cache.answers.get_many(ids)
        if lacking := _lacking(ids, answer_key):
            _require_possible(lacking)
            bank = self._client.table("question_bank")
            snapshots = run(bank.select("subject,questions").in_("subject", subjects), _Keys)
            self._require_access(snapshots)
            for snapshot in snapshots:
                answer_key |= self._keep_answers(snapshot.subject, snapshot.questions)
        if lacking := _lacking(ids, answer_key):
            keyed = self._by_ids("id,subject,topic,correct_answer", lacking, _KeyedAlone)
            self._require_all(lacking, keyed)
            for row in keyed:
                answer_key |= self._keep_answers(row.subject, [row])
        return {question_id: answer_key[question_id] for question_id in ids}

    def _by_ids(
        self, columns: str, ids: Sequence[int], shape: type[AnyQuestion]
    ) -> list[AnyQuestion]:
        """Fetch questions; again, for those that Supabase's limit of rows has cut off."""
        found: list[AnyQuestion] = []
        while lacking := sorted(set(ids) - {row.id for row in found}):
            query = self._client.table("questions").select(columns)
            rows = run(query.in_("id", lacking), shape)
            found += rows
            if not may_be_cut(len(rows)):
                break
        return found

    def _fetch(self, subjects: Sequence[str]) -> _Fetched:
        """Fetch whole subjects, and cache them."""
        bank = self._client.table("question_bank")
        columns = "subject,active,version,questions,content"
        rows = run(bank.select(columns).in_("subject", subjects), _SubjectRow)
        self._require_access(rows)
        parts: dict[str, list[_SubjectRow]] = defaultdict(list)
        for row in rows:
            parts[row.subject].append(row)
        snapshots = {subject: _snapshot(rows) for subject, rows in parts.items()}
        self._cache.snapshots.put_many(snapshots)
        questions = self._keep(question.question for row in rows for question in row.content or [])
        for row in rows:
            self._keep_answers(row.subject, row.questions)
        return _Fetched(snapshots, questions)

    def _keep(self, questions: Iterable[Question]) -> dict[int, Question]:
        fetched = {question.id: question for question in questions}
        self._cache.questions.put_many(fetched)
        return fetched

    def _keep_answers(self, subject: str, rows: Iterable[_Keyed]) -> dict[int, Solution]:
        fetched = {row.id: Solution(row.correct_answer, subject, row.topic) for row in rows}
        self._cache.answers.put_many(fetched)
        return fetched

    def _require_access(self, rows: Sequence[RowModel]) -> None:
        # With a refused key a read does not fail: it finds no row.
        if not rows and not self._access.is_granted():
            raise Misconfigured("EXAM_FUNCTIONS_KEY: the database does not know this key")

    def _require_all(self, ids: Iterable[int], rows: Sequence[_Keyed | QuestionRow]) -> None:
        self._require_access(rows)
        if lost := set(ids) - {row.id for row in rows}:
            # Neither the student nor a retry can repair this. The log tells the operator the ids.
            raise SessionUnreadable(f"questions are gone from the bank: {sorted(lost)}")


def _lacking(ids: Iterable[int], known: Mapping[int, object]) -> list[int]:
    return [question_id for question_id in ids if question_id not in known]


def _require_possible(ids: Iterable[int]) -> None:
    # The database would refuse the whole query.
    if lost := [question_id for question_id in ids if not 0 < question_id <= INT4_MAX]:
        raise SessionUnreadable(f"questions that no bank can hold: {lost}")


def _snapshot(rows: Sequence[_SubjectRow]) -> SubjectSnapshot:
    candidates = (
        Candidate(
            id=question.id,
            subject=row.subject,
            difficulty=question.difficulty,
            passage_id=question.passage_id,
            active=row.active,
            question_key=question.key,
        )
        for row in rows
        for question in row.questions
    )
    # All rows come from one statement, so they have one version.
    has_content = all(row.content is not None for row in rows)
    return SubjectSnapshot(rows[0].version, tuple(candidates), has_content)
