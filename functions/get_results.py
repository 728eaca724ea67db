"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from collections.abc import Collection, Mapping
from itertools import chain

from exam_simulation.domain.review import (
    Outcome,
    scores_with_wrong_left_blank,
    strength_by_topic,
)
from exam_simulation.domain.session import Paper, Section, require_results
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ResultsShape, ReviewedQuestionShape, SectionResultShape
from exam_simulation.store import Question, Store


@endpoint("GET", "/sessions/{session_id}/results")
def get_results(call: Call) -> Reply:
    """Show what every answer came to, and what to learn from it."""
    store = Store(call.settings, call.token)
    row, session = store.read(call.session_id, call.now)
    overall_score = require_results(session)
    section_ids = [section.id for section in session.sections]
    # All sections in one round trip.
    questions = {one.id: one for one in store.questions(session, section_ids)}
    outcomes = {number: _outcomes(session.papers[number], questions) for number in section_ids}
    results = ResultsShape.model_validate(
        {
            **vars(session),
            "session_id": call.session_id,
            "exam_type": session.structure.exam_type,
            "started_at": row["started_at"],
            "overall_score": overall_score,
            "sections": [
                _section(
                    section, outcomes[section.id], questions, session.papers[section.id].flagged
                )
                for section in session.sections
            ],
            "with_wrong_left_blank": scores_with_wrong_left_blank(session),
            "topics": strength_by_topic(chain(*outcomes.values())),
        }
    )
    return Reply(200, results)


def _outcomes(paper: Paper, questions: Mapping[int, Question]) -> list[Outcome]:
    return [
        Outcome(
            question_id=question.id,
            subject=question.subject,
            topic=question.topic,
            answer=paper.answers.get(question.id),
            correct_answer=question.correct_answer,
        )
        for question in map(questions.__getitem__, paper.question_ids)
    ]


def _section(
    section: Section,
    outcomes: list[Outcome],
    questions: Mapping[int, Question],
    flagged: Collection[int],
) -> SectionResultShape:
    reviewed = [
        ReviewedQuestionShape.model_validate(
            {
                **vars(questions[one.question_id]),
                "answer": one.answer,
                "flagged": one.question_id in flagged,
                "is_correct": one.is_correct,
            }
        )
        for one in outcomes
    ]
    return SectionResultShape.model_validate(
        {**vars(section), "seconds_used": section.seconds_used, "questions": reviewed}
    )
