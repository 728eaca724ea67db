"""This project's own questions: enough, even, tidy, solved blind, and given away by nothing."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from exam_simulation.domain.exam_type import SectionPlan
from exam_simulation.services.catalogue import exam_types
from question_bank import measures, own, solving
from question_bank.question import LETTERS, Question
from tests.question_bank.bank import active
from tests.question_bank.computing import meaning

TYPESETTING = Path(__file__).parent / "typesetting"
SUBJECTS = sorted({one.subject for one in active()})
SECTIONS = [
    pytest.param(section, 3 if exam_type == "TOLC-I" else 2, id=f"{exam_type} {section.code}")
    for exam_type, structure in exam_types().items()
    for section in structure.sections
]
COMPREHENSION = "reading_comprehension"
# Commands of TeX that read well enough as plain text.
COMMANDS = {"sqrt", "sin", "cos", "tan", "log", "ln", "emptyset"}

# Words that no page of the one language goes without, and the other does.
ENGLISH = {"the", "of", "with", "is", "are", "and", "to", "for", "after", "before"}
ITALIAN = {"il", "la", "di", "che", "è", "un", "una", "del", "si", "non", "per", "sono"}

of_each_subject = pytest.mark.parametrize("subject", SUBJECTS)


def of(subject: str) -> list[Question]:
    return [one for one in active() if one.subject == subject]


def formulae(question: Question) -> list[str]:
    return [formula for text in question.texts for formula in re.findall(r"\$(.+?)\$", text)]


# ── enough ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("section", "papers"), SECTIONS)
def test_every_section_has_questions_for_two_papers_and_those_of_tolc_i_for_three(
    section: SectionPlan, papers: int
) -> None:
    stock = Counter(one.subject for one in active())
    assert sum(stock[name] for name in section.subjects) >= papers * section.question_count
    assert all(stock[name] for name in section.subjects)


def test_the_bank_holds_what_the_exam_types_draw_from_and_nothing_else() -> None:
    assert set(SUBJECTS) == own.drawn_subjects()


@of_each_subject
def test_the_topics_of_a_subject_are_covered_evenly(subject: str) -> None:
    topics = Counter(one.topic for one in of(subject))
    assert len(topics) >= 5
    # A reading comes with several questions of one topic at a time.
    singles = Counter(one.topic for one in of(subject) if not one.passage_text) or topics
    assert max(singles.values()) <= min(topics.values()) + 1


@of_each_subject
def test_the_three_difficulties_of_a_subject_are_about_even(subject: str) -> None:
    levels = Counter(one.difficulty for one in of(subject))
    assert set(levels) == {1, 2, 3}
    assert max(levels.values()) <= 1.3 * min(levels.values()) + 1


def test_comprehension_is_about_passages_of_250_to_400_words_with_several_questions_each() -> None:
    questions = of(COMPREHENSION)
    passages = Counter(question.passage_text or "" for question in questions)
    assert "" not in passages
    assert [text[:40] for text in passages if not 250 <= len(text.split()) <= 400] == []
    assert min(passages.values()) >= 5


def test_passages_outside_comprehension_have_several_questions_too() -> None:
    passages = Counter(one.passage_text for one in active() if one.passage_text)
    assert [text[:40] for text, count in passages.items() if count < 4] == []


# ── written well ─────────────────────────────────────────────────────────────────────────────────


def test_every_question_has_a_key_of_its_subject() -> None:
    assert [one.key for one in active() if not (one.key or "").startswith(f"{one.subject}-")] == []


def test_no_text_is_untidy() -> None:
    untidy = re.compile(r"  |\t|''|\ufffd|Ã|TODO|\?\?|<[a-z/]")
    assert [(one.key, text) for one in active() for text in one.texts if untidy.search(text)] == []


def test_the_five_options_differ_in_more_than_their_case() -> None:
    assert [
        one.key for one in active() if len({text.casefold() for text in one.options.values()}) != 5
    ] == []


def test_an_explanation_explains_and_names_no_letter() -> None:
    letter = re.compile(r"\b(risposta|opzione|alternativa|option|answer) [(«\"]?[a-e]\b", re.I)
    place = re.compile(r"\b(prima|seconda|terza|quarta|quinta|ultima) (risposta|opzione)", re.I)
    assert [
        one.key
        for one in active()
        if len(one.explanation) < 40
        or letter.search(one.explanation)
        or place.search(one.explanation)
    ] == []


def test_passages_are_italian_but_for_english() -> None:
    for one in active():
        words = set(re.findall(r"\w+", (one.passage_text or "").casefold()))
        ours, theirs = (ENGLISH, ITALIAN) if one.subject == "english" else (ITALIAN, ENGLISH)
        assert not words or (len(words & ours) >= 4 and len(words & theirs) < 2), one.key


def test_questions_are_italian_but_for_english() -> None:
    for one in active():
        words = set(re.findall(r"\w+", re.sub(r"\$.+?\$|«.+?»", "", one.text).casefold()))
        assert not words & (ITALIAN if one.subject == "english" else ENGLISH), one.key


def test_no_two_questions_are_nearly_the_same() -> None:
    def said(one: Question) -> set[str]:
        return set(re.findall(r"\w+", f"{one.text} {' '.join(one.options.values())}".casefold()))

    near = [
        (one.key, other.key)
        for subject in SUBJECTS
        for one, other in combinations(of(subject), 2)
        if len(said(one) & said(other)) > 0.8 * len(said(one) | said(other))
    ]
    assert near == []


# ── mathematics ──────────────────────────────────────────────────────────────────────────────────


def faults_of_typesetting(written: Sequence[str]) -> list[str | None]:
    """What KaTeX says of each formula; None of one that can be typeset."""
    assert (TYPESETTING / "node_modules").is_dir(), "KaTeX is missing: make tools"
    done = subprocess.run(
        ["node", "typeset.mjs"],
        cwd=TYPESETTING,
        input=json.dumps(written),
        capture_output=True,
        text=True,
        check=True,
    )
    faults: list[str | None] = json.loads(done.stdout)
    return faults


def test_every_formula_can_be_typeset() -> None:
    written = [formula for one in active() for formula in formulae(one)]
    assert len(written) > 300
    faults = zip(written, faults_of_typesetting(written), strict=True)
    assert [(formula, fault) for formula, fault in faults if fault] == []


def test_a_formula_that_cannot_be_typeset_would_be_found() -> None:
    assert [bool(one) for one in faults_of_typesetting([r"\sqrt{x", "x²", "è"])] == [
        True,
        False,
        True,
    ]


def test_formulae_read_well_as_plain_text() -> None:
    commands = {
        name
        for one in active()
        for text in formulae(one)
        for name in re.findall(r"\\([a-zA-Z]+)", text)
    }
    assert commands <= COMMANDS


def test_the_dot_of_a_product_is_not_the_one_that_tex_takes_for_punctuation() -> None:
    assert [one.key for one in active() if any("·" in formula for formula in formulae(one))] == []


def test_mathematics_is_written_in_formulae() -> None:
    assert sum(bool(formulae(one)) for one in of("mathematics")) > 0.8 * len(of("mathematics"))


# ── given away by nothing ────────────────────────────────────────────────────────────────────────


@of_each_subject
def test_the_right_option_stands_about_as_often_at_each_letter(subject: str) -> None:
    letters = Counter(one.correct_answer for one in of(subject))
    assert set(letters) == set(LETTERS)
    assert max(letters.values()) - min(letters.values()) <= 2


GUESSERS = [measures.longest, measures.shortest]


@pytest.mark.parametrize("guesser", GUESSERS, ids=lambda guesser: guesser.__name__)
def test_the_right_option_is_not_given_away_by_its_length(guesser: measures.Pick) -> None:
    assert measures.hit_rate(active(), guesser) < 0.25
    for subject in SUBJECTS:
        assert measures.hit_rate(of(subject), guesser) < 0.33, subject


def test_a_bank_whose_right_options_are_the_longest_would_be_found() -> None:
    altered = [
        one.model_copy(update={f"option_{one.correct_answer}": "x" * 1000}) for one in active()
    ]
    assert measures.hit_rate(altered, measures.longest) == 1
    assert measures.hit_rate(altered, measures.shortest) == 0


def test_no_option_is_about_the_others() -> None:
    words = (
        r"^(tutte|nessuna|entrambe) (le |delle )?(altre |risposte )*(precedenti|altre|risposte)\W*$"
        r"|(all|none|both) of the above|le risposte"
    )
    assert [
        (one.key, text)
        for one in active()
        for text in one.options.values()
        if re.search(words, text, re.I)
    ] == []


def test_numbers_are_not_given_away_by_standing_in_the_middle() -> None:
    """A guesser who takes the middle one of five numbers should fare as by chance."""

    def middle(question: Question) -> list[str]:
        numbers = [_number(option) for option in question.options.values()]
        ordered = sorted(zip(numbers, question.options.values(), strict=True))
        return [ordered[2][1]]

    numeric = [
        one
        for one in active()
        if all(_number(option) is not None for option in one.options.values())
    ]
    assert len(numeric) > 50
    assert measures.hit_rate(numeric, middle) < 0.33


def _number(option: str) -> float | None:
    try:
        return float(meaning(option))
    except ValueError:
        return None


# ── checked ──────────────────────────────────────────────────────────────────────────────────────


def test_every_question_was_solved_blind_with_the_answer_that_its_key_names() -> None:
    held = solving.solutions()
    assert [one.key for one in active() if not solving.is_solved(one, held)] == []


def test_a_question_that_was_edited_since_would_have_to_be_solved_again() -> None:
    held, question = solving.solutions(), active()[0]
    for change in ({"text": "?"}, {"option_e": "?"}, {"passage_text": "?"}, {"key": "another"}):
        assert not solving.is_solved(question.model_copy(update=change), held)
    wrong = next(letter for letter in LETTERS if letter != question.correct_answer)
    assert not solving.is_solved(question.model_copy(update={"correct_answer": wrong}), held)


@pytest.mark.parametrize("path", [own.SEED, own.COVERAGE], ids=lambda path: path.name)
def test_what_is_made_of_the_bank_is_fresh(path: Path) -> None:
    is_fresh = path.read_text(encoding="utf-8") == own.outputs()[path]
    assert is_fresh, "stale: make bank"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_the_documents_count_the_questions_rightly(name: str) -> None:
    assert f"{len(active())} questions" in (own.PROJECT / name).read_text(encoding="utf-8")


def test_supabase_s_command_line_can_read_every_statement_of_the_seed() -> None:
    statements = own.seed(own.questions()).split("$bank$);")
    assert max(len(statement.encode()) for statement in statements) < 256 * 1024
