"""The seed fills the bank, may run again, and holds only questions that can be asked."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from exam_simulation.domain.exam_type import SectionPlan
from exam_simulation.store.exam_types import exam_types
from tests.schema.projects import SUPABASE, Connection, Project

SEED = SUPABASE / "seed.sql"
LETTERS = "abcde"

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)

# Words that no page of the one language goes without, and the other does.
ENGLISH = {"the", "of", "with", "is", "are", "and", "to", "for", "after", "before"}
ITALIAN = {"il", "la", "di", "che", "è", "un", "una", "del", "si", "non", "per", "sono"}


@dataclass(frozen=True)
class Question:
    """A row of the bank, and the subject and text of its passage."""

    id: int
    subject: str
    text: str
    options: list[str]
    correct_answer: str
    explanation: str
    difficulty: int
    passage_id: int | None
    passage_subject: str | None
    passage: str | None

    @property
    def right_option(self) -> str:
        return self.options[LETTERS.index(self.correct_answer)]

    @property
    def texts(self) -> list[str]:
        return [
            self.text,
            *self.options,
            self.explanation,
            *([self.passage] if self.passage else []),
        ]


@pytest.fixture(scope="session")
def bank(pushed_project: Project) -> list[Question]:
    with pushed_project.as_owner() as connection:
        rows = connection.execute(
            """
            select q.id, q.subject, q.text,
                   array[option_a, option_b, option_c, option_d, option_e], correct_answer,
                   explanation, difficulty, p.id, p.subject, p.text
            from public.questions q left join public.passages p on p.id = passage_id
            where active
            order by q.id
            """
        ).fetchall()
    return [Question(*row) for row in rows]  # type: ignore[arg-type]


def contents(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        """
        select 'passage', p.id, p::text from public.passages p
        union all select 'question', q.id, q::text from public.questions q order by 1, 2
        """
    ).fetchall()


def test_applying_the_seed_again_changes_nothing(own_project: Project) -> None:
    with own_project.as_owner() as connection:
        before = contents(connection)
        own_project.apply(SEED)
        assert contents(connection) == before
    assert len(before) > 100


def test_applying_the_seed_again_brings_back_no_retired_question(own_project: Project) -> None:
    with own_project.as_owner() as connection:
        connection.execute("update public.questions set active = false")
        before = contents(connection)
        own_project.apply(SEED)
        assert contents(connection) == before


@pytest.mark.parametrize(
    ("section", "papers"),
    [
        pytest.param(section, papers, id=f"{exam_type} {section.code}")
        for exam_type, papers in [("DEMO", 1), ("TOLC-I", 1.5)]
        for section in exam_types()[exam_type].sections
    ],
)
def test_the_seed_is_enough_for_each_section_of_a_demo_and_of_one_and_a_half_tolc_i(
    bank: list[Question], section: SectionPlan, papers: float
) -> None:
    stock = Counter(question.subject for question in bank)
    assert sum(stock[subject] for subject in section.subjects) >= papers * section.question_count
    assert all(stock[subject] for subject in section.subjects)


def test_the_five_options_of_a_question_differ(bank: list[Question]) -> None:
    assert [one.id for one in bank if len({o.casefold() for o in one.options}) != 5] == []


def test_no_text_is_untidy(bank: list[Question]) -> None:
    untidy = re.compile(r"^\s|\s$|  |\t|''|\ufffd|Ã|TODO|\?\?|<[a-z/]")
    assert [
        (one.id, text) for one in bank for text in one.texts if untidy.search(text) or not text
    ] == []


def test_an_explanation_explains_and_names_no_letter(bank: list[Question]) -> None:
    letter = re.compile(r"\b(risposta|opzione|alternativa|option|answer) [(«\"]?[a-e]\b", re.I)
    assert [
        one.id for one in bank if len(one.explanation) < 40 or letter.search(one.explanation)
    ] == []


def test_a_passage_is_in_the_subject_of_its_questions_and_has_several(
    bank: list[Question],
) -> None:
    assert [one.id for one in bank if one.passage and one.passage_subject != one.subject] == []
    questions = Counter(one.passage_id for one in bank if one.passage_id)
    assert [passage for passage, count in questions.items() if count < 2] == []


def test_reading_comprehension_is_about_passages(bank: list[Question]) -> None:
    reading = [one for one in bank if one.subject == "reading_comprehension"]
    assert reading != []
    assert [one.id for one in reading if one.passage is None] == []


def test_passages_are_italian_but_for_english(bank: list[Question]) -> None:
    for one in bank:
        words = set(re.findall(r"\w+", (one.passage or "").casefold()))
        ours, theirs = (ENGLISH, ITALIAN) if one.subject == "english" else (ITALIAN, ENGLISH)
        assert not words or (len(words & ours) >= 4 and len(words & theirs) < 2), one.id


def test_questions_are_italian_but_for_english(bank: list[Question]) -> None:
    for one in bank:
        words = set(re.findall(r"\w+", one.text.casefold()))
        assert not words & (ITALIAN if one.subject == "english" else ENGLISH), one.id


def test_the_right_option_is_as_often_each_letter(bank: list[Question]) -> None:
    for subject in {one.subject for one in bank}:
        letters = Counter(one.correct_answer for one in bank if one.subject == subject)
        assert set(letters) == set(LETTERS), subject
        assert max(letters.values()) - min(letters.values()) <= 1, subject


def test_the_right_option_is_not_given_away_by_its_length(bank: list[Question]) -> None:
    longest = [
        one
        for one in bank
        if len(one.right_option) > max(map(len, set(one.options) - {one.right_option}))
    ]
    assert len(longest) / len(bank) < 0.3


def test_every_subject_has_questions_of_every_difficulty(bank: list[Question]) -> None:
    for subject in {one.subject for one in bank}:
        assert {one.difficulty for one in bank if one.subject == subject} == {1, 2, 3}
