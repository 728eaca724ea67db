"""Saving answers: revisions, late saves and repeated ones."""

from collections.abc import Mapping

import pytest

from exam_simulation.domain.answers import AnswerSheet
from exam_simulation.domain.errors import AnswersNotOnPaper, SectionNotFound, StaleAnswers
from exam_simulation.domain.moves import save
from exam_simulation.domain.session import Session
from tests.domain.exams import listed, sheet, started

Options = Mapping[int, str | None]
BAD_SHEETS = [
    listed([(21, "a")]),
    listed([(21, None)]),
    listed([(11, "f")]),
    listed([(11, "a"), (11, "a")]),
]


def saved(session: Session, options: Options, base_revision: int | None = None) -> Session:
    return save(session, 1, sheet(options), base_revision)


TWICE_SAVED = saved(saved(started(), {11: "a"}), {11: "b", 12: "c"})


def test_a_section_starts_with_nothing_saved() -> None:
    paper = started().papers[1]
    assert (paper.answers, paper.revision) == ({}, 0)


def test_each_save_replaces_the_set_and_raises_the_revision_by_one() -> None:
    once = saved(started(), {11: "a", 12: "b"})
    assert (once.papers[1].answers, once.papers[1].revision) == ({11: "a", 12: "b"}, 1)
    twice = saved(once, {13: "e"})
    assert (twice.papers[1].answers, twice.papers[1].revision) == ({13: "e"}, 2)


def test_blanks_are_not_kept() -> None:
    assert saved(started(), {11: "a", 12: None}).papers[1].answers == {11: "a"}


def test_an_answer_can_be_taken_back() -> None:
    emptied = saved(saved(started(), {11: "a"}), {11: None})
    assert (emptied.papers[1].answers, emptied.papers[1].revision) == ({}, 2)


def test_saving_changes_neither_the_questions_nor_the_section_nor_what_it_was_given() -> None:
    before = started()
    after = saved(before, {11: "a"})
    assert before.papers[1].answers == {}
    assert after.papers[1].question_ids == before.papers[1].question_ids
    assert after.sections == before.sections


def test_saving_without_a_base_overwrites_whatever_is_stored() -> None:
    assert saved(TWICE_SAVED, {14: "d"}).papers[1].answers == {14: "d"}


def test_the_same_answers_saved_without_a_base_are_another_save() -> None:
    assert saved(TWICE_SAVED, {11: "b", 12: "c"}).papers[1].revision == 3


def test_a_save_that_builds_on_the_stored_revision_is_kept() -> None:
    after = saved(TWICE_SAVED, {14: "d"}, base_revision=2)
    assert (after.papers[1].answers, after.papers[1].revision) == ({14: "d"}, 3)


def test_the_same_answers_on_the_stored_revision_are_another_save() -> None:
    assert saved(TWICE_SAVED, {11: "b", 12: "c"}, base_revision=2).papers[1].revision == 3


def test_each_save_replaces_the_flags_too() -> None:
    flagged = save(started(), 1, sheet({11: "a"}, 13, 11), None)
    assert flagged.papers[1].flagged == (11, 13)
    assert saved(flagged, {11: "a"}).papers[1].flagged == ()


def test_the_same_answers_with_other_flags_are_no_repetition() -> None:
    flagged = save(started(), 1, sheet({11: "a"}, 12), 0)
    assert save(flagged, 1, sheet({11: "a"}, 12), 0) is flagged
    with pytest.raises(StaleAnswers) as refusal:
        save(flagged, 1, sheet({11: "a"}), 0)
    assert refusal.value.flagged == (12,)


@pytest.mark.parametrize("base_revision", [0, 1, 3, 99])
def test_a_save_that_builds_on_another_revision_is_stale(base_revision: int) -> None:
    with pytest.raises(StaleAnswers) as refusal:
        saved(TWICE_SAVED, {14: "d"}, base_revision)
    assert refusal.value.code == "stale_answers"
    assert refusal.value.answers == {11: "b", 12: "c"}
    assert refusal.value.revision == 2


@pytest.mark.parametrize(
    "options", [{11: "b", 12: "c"}, {12: "c", 11: "b"}, {13: None, 11: "b", 12: "c"}]
)
def test_the_same_save_again_changes_nothing(options: Options) -> None:
    assert saved(TWICE_SAVED, options, base_revision=1) is TWICE_SAVED


@pytest.mark.parametrize("base_revision", [0, 3])
def test_the_same_answers_are_stale_on_any_base_but_the_one_before(base_revision: int) -> None:
    with pytest.raises(StaleAnswers):
        saved(TWICE_SAVED, {11: "b", 12: "c"}, base_revision)


@pytest.mark.parametrize(
    "given",
    [
        sheet({11: "b", 12: "c", 21: None}),
        listed([(11, "b"), (12, "c"), (12, "c")]),
        listed([(11, "b"), (12, "c"), (11, None)]),
    ],
)
def test_a_save_that_could_not_have_been_made_is_no_repetition(given: AnswerSheet) -> None:
    with pytest.raises(AnswersNotOnPaper):
        save(TWICE_SAVED, 1, given, 1)


@pytest.mark.parametrize("given", BAD_SHEETS)
@pytest.mark.parametrize("base_revision", [None, 2])
def test_answers_that_are_not_on_the_paper_are_not_saved(
    given: AnswerSheet, base_revision: int | None
) -> None:
    with pytest.raises(AnswersNotOnPaper):
        save(TWICE_SAVED, 1, given, base_revision)


@pytest.mark.parametrize("given", BAD_SHEETS)
def test_that_a_save_is_stale_is_said_before_what_is_wrong_with_it(
    given: AnswerSheet,
) -> None:
    with pytest.raises(StaleAnswers):
        save(TWICE_SAVED, 1, given, 0)


@pytest.mark.parametrize("section_id", [-1, 0, 4])
def test_nothing_is_saved_to_a_section_that_there_is_not(section_id: int) -> None:
    with pytest.raises(SectionNotFound) as refusal:
        save(TWICE_SAVED, section_id, sheet({}), None)
    assert refusal.value.code == "section_not_found"
