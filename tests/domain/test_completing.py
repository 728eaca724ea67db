"""Handing in a section: what is graded, and that the first outcome stands."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from exam_simulation.domain.answers import AnswerSheet
from exam_simulation.domain.errors import AnswersNotOnPaper, SectionNotFound, StaleAnswers
from exam_simulation.domain.grading import Tally
from exam_simulation.domain.moves import complete, needs_grading, save
from exam_simulation.domain.session import Session
from exam_simulation.domain.transitions import SectionStatus
from tests.domain.exams import KEY, PAPERS, START, handed_in, listed, sheet, started

Options = Mapping[int, str | None]
SAVED = save(save(started(), 1, sheet({11: "a"}), None), 1, sheet({11: "a", 12: "a"}), None)


def tally(session: Session, section_id: int = 1) -> tuple[int, int, int]:
    """Right, wrong and blank answers of a completed section."""
    score = session.section(section_id).score
    assert score is not None
    return score.correct, score.incorrect, score.unanswered


def test_without_answers_what_was_saved_is_graded() -> None:
    after = handed_in(SAVED, 1)
    assert tally(after) == (1, 1, 2)
    assert after.papers[1] == replace(SAVED.papers[1], is_closed=True)


def test_with_answers_exactly_those_are_graded_and_kept() -> None:
    after = handed_in(SAVED, 1, {12: "b", 13: "c", 14: None})
    assert tally(after) == (2, 0, 2)
    assert after.papers[1].answers == {12: "b", 13: "c"}
    assert after.papers[1].revision == 3


def test_handing_in_no_answers_at_all_is_not_the_same_as_leaving_them_out() -> None:
    after = handed_in(SAVED, 1, {})
    assert tally(after) == (0, 0, 4)
    assert (after.papers[1].answers, after.papers[1].revision) == ({}, 3)


def test_handing_in_what_was_saved_is_no_further_save() -> None:
    after = handed_in(SAVED, 1, {12: "a", 11: "a", 13: None})
    assert tally(after) == (1, 1, 2)
    assert after.papers[1].revision == 2


def test_a_completed_section_says_so() -> None:
    section = handed_in(started(), 1).section(1)
    assert section.status is SectionStatus.COMPLETED
    assert section.timed_out is False
    assert section.completed_at == START


@pytest.mark.parametrize("base_revision", [None, 2])
@pytest.mark.parametrize("options", [None, {13: "c"}])
def test_what_builds_on_the_stored_revision_is_graded(
    options: Options | None, base_revision: int | None
) -> None:
    after = handed_in(SAVED, 1, options, base_revision=base_revision)
    assert after.section(1).status is SectionStatus.COMPLETED


@pytest.mark.parametrize("base_revision", [0, 1, 3])
@pytest.mark.parametrize("options", [None, {13: "c"}])
def test_what_builds_on_another_revision_is_stale(
    options: Options | None, base_revision: int
) -> None:
    with pytest.raises(StaleAnswers) as refusal:
        handed_in(SAVED, 1, options, base_revision=base_revision)
    assert refusal.value.answers == {11: "a", 12: "a"}
    assert refusal.value.revision == 2


def test_the_last_save_repeated_while_handing_in_is_graded() -> None:
    after = handed_in(SAVED, 1, {11: "a", 12: "a"}, base_revision=1)
    assert tally(after) == (1, 1, 2)
    assert after.papers[1].revision == 2


@pytest.mark.parametrize(
    "given",
    [
        listed([(21, "a")]),
        listed([(21, None)]),
        listed([(11, "f")]),
        listed([(11, "a"), (11, "a")]),
    ],
)
def test_answers_that_are_not_on_the_paper_are_not_graded(given: AnswerSheet) -> None:
    with pytest.raises(AnswersNotOnPaper):
        complete(SAVED, 1, given=given, base_revision=None, answer_key=KEY, now=START)
    with pytest.raises(AnswersNotOnPaper):
        needs_grading(SAVED, 1, given, None)


@pytest.mark.parametrize("options", [None, {}, {11: "e"}, {99: "z"}])
@pytest.mark.parametrize("base_revision", [None, 0, 99])
def test_the_first_outcome_stands_whatever_comes(
    options: Options | None, base_revision: int | None
) -> None:
    first = handed_in(SAVED, 1, {11: "a"})
    assert handed_in(first, 1, options, base_revision=base_revision) is first


@pytest.mark.parametrize("options", [None, {}, {11: "a", 12: "a"}, {13: "c"}])
@pytest.mark.parametrize("base_revision", [None, 2])
def test_a_running_section_wants_a_key(options: Options | None, base_revision: int | None) -> None:
    given = None if options is None else sheet(options)
    assert needs_grading(SAVED, 1, given, base_revision)


@pytest.mark.parametrize("options", [None, {13: "c"}])
def test_no_key_is_wanted_for_what_is_stale(options: Options | None) -> None:
    with pytest.raises(StaleAnswers):
        needs_grading(SAVED, 1, None if options is None else sheet(options), 0)


def test_a_completed_section_wants_no_key() -> None:
    first = handed_in(SAVED, 1)
    assert not needs_grading(first, 1, sheet({99: "z"}), 99)
    again = complete(first, 1, given=None, base_revision=None, answer_key={}, now=START)
    assert again is first


def test_other_flags_are_kept_and_raise_the_revision_and_the_paper_is_closed() -> None:
    done = complete(
        SAVED,
        1,
        given=sheet(dict.fromkeys(PAPERS[1]) | dict(SAVED.papers[1].answers), 14),
        base_revision=None,
        answer_key=KEY,
        now=START,
    )
    paper, before = done.papers[1], SAVED.papers[1]
    assert (paper.flagged, paper.answers) == ((14,), before.answers)
    assert (paper.revision, paper.is_closed) == (before.revision + 1, True)


def test_a_graded_section_is_tallied_by_subject_and_topic() -> None:
    graded = handed_in(started(), 1, {11: "a", 12: "a"}).section(1)
    assert graded.topics == (
        Tally(subject="mathematics", topic="even", correct=0, incorrect=1, unanswered=1),
        Tally(subject="mathematics", topic="odd", correct=1, incorrect=0, unanswered=1),
    )


@pytest.mark.parametrize("section_id", [-1, 0, 4])
def test_a_section_that_there_is_not_cannot_be_handed_in(section_id: int) -> None:
    with pytest.raises(SectionNotFound):
        handed_in(SAVED, section_id)


def test_handing_in_changes_nothing_of_what_it_was_given() -> None:
    before = started()
    handed_in(before, 1, {11: "a"})
    assert before == started()
