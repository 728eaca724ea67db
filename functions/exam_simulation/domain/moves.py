"""What can happen to a session: start, save, complete and time out, as `transitions` allows.

Every function takes a session and gives a new one; none changes the one that it was given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from .answers import OPTIONS, AnswerSheet, require_on_paper
from .errors import StaleAnswers
from .exam_type import ExamType
from .grading import Score, Solution, grade, overall, tally
from .session import Paper, Section, Session
from .transitions import Move, RunningElsewhere, status_after


def needs_paper(
    session: Session, section_id: int, elsewhere: RunningElsewhere | None = None
) -> bool:
    """Whether starting this section needs a new paper; a running one is resumed.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        elsewhere: the section of another session that the student is taking now.

    Raises:
        SectionNotFound: the session has no such section.
        IllegalMove: the section is completed, an earlier one is not, or one runs elsewhere.
    """
    stage = session.stage(section_id, is_blocked=elsewhere is not None)
    status = status_after(stage, Move.START, elsewhere)
    # A new paper is needed exactly if the move changes the status.
    return status is not session.section(section_id).status


def start(
    session: Session,
    section_id: int,
    question_ids: Sequence[int],
    now: datetime,
    *,
    option_count: int = len(OPTIONS),
) -> Session:
    """Start a section with its paper. A running section does not change.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        question_ids: the paper.
        now: the time of the request.
        option_count: how many options each of its questions has.

    Raises:
        SectionNotFound, IllegalMove: as `needs_paper`.
    """
    if not needs_paper(session, section_id):
        return session
    section = session.section(section_id)
    started = replace(
        section,
        status=status_after(session.stage(section_id), Move.START),
        started_at=now,
        deadline_at=now + timedelta(seconds=section.duration_seconds),
    )
    paper = Paper(question_ids=tuple(question_ids), option_count=option_count)
    return _with(session, started, paper)


def save(
    session: Session, section_id: int, given: AnswerSheet, base_revision: int | None
) -> Session:
    """Replace the saved answers and flags of a running section.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        given: all answers and flags. Blanks may be listed or left out.
        base_revision: the revision that this builds on, or None to save whatever is stored.

    Raises:
        SectionNotFound: the session has no such section.
        IllegalMove: the section is not running.
        StaleAnswers: the stored revision is another, and this is not the last save sent again.
        AnswersNotOnPaper: a question or option is not on the paper, or a question comes twice.
    """
    status = status_after(session.stage(section_id), Move.SAVE)
    paper = session.papers[section_id]
    _check(paper, given, base_revision)
    if _repeats_last_save(paper, given, base_revision):
        return session
    section = replace(session.section(section_id), status=status)
    return _with(session, section, _saved(paper, given))


def complete(
    session: Session,
    section_id: int,
    *,
    given: AnswerSheet | None,
    base_revision: int | None,
    answer_key: Mapping[int, Solution],
    now: datetime,
) -> Session:
    """Hand in a section and grade it. A completed section keeps its first outcome.

    Args:
        session: the session, with nothing overdue.
        section_id: the section.
        given: the whole set of answers to grade, or None for what was saved.
        base_revision: the revision that this builds on, or None.
        answer_key: the solutions of the section's questions.
        now: the time of the request.

    Raises:
        As `save`.
    """
    section = session.section(section_id)
    if not needs_grading(session, section_id, given, base_revision):
        return session
    paper = session.papers[section_id]
    if given is not None and not _is_same(paper, given):
        paper = _saved(paper, given)
    return _graded(session, section, paper, Move.COMPLETE, answer_key=answer_key, now=now)


def needs_grading(
    session: Session,
    section_id: int,
    given: AnswerSheet | None,
    base_revision: int | None,
) -> bool:
    """Whether completing this section needs an answer key. A completed section needs none.

    Raises:
        As `save`.
    """
    status = status_after(session.stage(section_id), Move.COMPLETE)
    if status is session.section(section_id).status:
        return False
    paper = session.papers[section_id]
    if given is None:
        _require_current(paper, base_revision)
    else:
        _check(paper, given, base_revision)
    return True


def overdue_section_ids(session: Session, now: datetime) -> tuple[int, ...]:
    """The ids of the sections that `settle` would grade. It needs their answer key."""
    return tuple(section.id for section in session.sections if session.is_overdue(section, now))


def settle(session: Session, answer_key: Mapping[int, Solution], now: datetime) -> Session:
    """Grade what is overdue from what was saved. The services do this before any other move.

    Args:
        session: the session as it was stored.
        answer_key: the solutions of all questions of the sections that are overdue.
        now: the time of the request.
    """
    for section in session.sections:
        if session.is_overdue(section, now):
            paper = session.papers[section.id]
            session = _graded(
                session, section, paper, Move.TIME_OUT, answer_key=answer_key, now=now
            )
    return session


def require_results(session: Session) -> Score:
    """Give the overall score of a completed session.

    Raises:
        IllegalMove: a section is not completed yet.
    """
    for section in session.sections:
        status_after(session.stage(section.id), Move.SHOW_RESULTS)
    return cast(Score, session.overall_score)  # a session has one once all sections are completed


def _is_same(paper: Paper, given: AnswerSheet) -> bool:
    return (given.options, given.flagged) == (paper.answers, paper.flagged)


def _saved(paper: Paper, given: AnswerSheet) -> Paper:
    return replace(paper, answers=given.options, flagged=given.flagged, revision=paper.revision + 1)


def _check(paper: Paper, given: AnswerSheet, base_revision: int | None) -> None:
    """Require answers that build on the stored revision, or repeat the last save, and fit."""
    if not _repeats_last_save(paper, given, base_revision):
        _require_current(paper, base_revision)
    require_on_paper(paper.question_ids, paper.option_count, given)


def _repeats_last_save(paper: Paper, given: AnswerSheet, base_revision: int | None) -> bool:
    # A frontend repeats a save whose response was lost. Its base revision is then one behind.
    return base_revision == paper.revision - 1 and _is_same(paper, given)


def _require_current(paper: Paper, base_revision: int | None) -> None:
    if base_revision is not None and base_revision != paper.revision:
        raise StaleAnswers(paper.answers, paper.flagged, paper.revision)


def _graded(
    session: Session,
    section: Section,
    paper: Paper,
    move: Move,
    *,
    answer_key: Mapping[int, Solution],
    now: datetime,
) -> Session:
    scoring = session.plan(section.id).scoring
    completed = replace(
        section,
        status=status_after(session.stage(section.id), move),
        completed_at=min(now, section.deadline_at or now),
        timed_out=move is Move.TIME_OUT,
        score=grade(paper.question_ids, paper.answers, answer_key, scoring),
        topics=tally(paper.question_ids, paper.answers, answer_key),
    )
    return _with(session, completed, replace(paper, is_closed=True))


def _with(session: Session, section: Section, paper: Paper) -> Session:
    index = section.id - 1
    sections = (*session.sections[:index], section, *session.sections[index + 1 :])
    overall_score, completed_at = _outcome(session.structure, sections)
    return replace(
        session,
        sections=sections,
        papers={**session.papers, section.id: paper},
        overall_score=overall_score,
        completed_at=completed_at,
    )


def _outcome(
    structure: ExamType, sections: Sequence[Section]
) -> tuple[Score, datetime] | tuple[None, None]:
    """The overall score and the time of completion, once all sections are completed."""
    scores = [section.score for section in sections if section.score]
    times = [section.completed_at for section in sections if section.completed_at]
    if len(times) < len(sections):
        return None, None
    return overall(structure, scores), max(times)
