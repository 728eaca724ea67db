"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from itertools import chain

from exam_simulation.domain.review import (
    Outcome,
    scores_with_wrong_left_blank,
    strength_by_topic,
)
from exam_simulation.domain.session import Paper, Section, require_results
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ResultsShape, ReviewedQuestionShape, SectionResultShape
from exam_simulation.store import Bank, Question, Store


@endpoint("GET", "/sessions/{session_id}/results")
def get_results(call: Call) -> Reply:
    """Show what every answer came to, and what to learn from it."""
    store = Store(call.settings, call.token)
    stored = store.read(call.session_id, call.now)
    session = stored.session
    overall_score = require_results(session)
    papers = {section.id: session.papers[section.id] for section in session.sections}
    # All sections in one round trip.
    store.bank.questions(
        [number for paper in papers.values() for number in paper.question_ids],
        [subject for plan in session.structure.sections for subject in plan.subjects],
    )
    outcomes = {
        section_id: _outcomes(paper, store.bank.questions(paper.question_ids))
        for section_id, paper in papers.items()
    }
    results = ResultsShape.model_validate(
        {
            **vars(session),
            "session_id": call.session_id,
            "exam_type": session.structure.exam_type,
            "started_at": stored.row["started_at"],
            "overall_score": overall_score,
            "sections": [
                _section(section, outcomes[section.id], store.bank) for section in session.sections
            ],
            "with_wrong_left_blank": scores_with_wrong_left_blank(session),
            "topics": strength_by_topic(chain(*outcomes.values())),
        }
    )
    return Reply(200, results)


def _outcomes(paper: Paper, questions: list[Question]) -> list[Outcome]:
    return [
        Outcome(
            question_id=question.id,
            subject=question.subject,
            topic=question.topic,
            answer=paper.answers.get(question.id),
            correct_answer=question.correct_answer,
        )
        for question in questions
    ]


def _section(section: Section, outcomes: list[Outcome], bank: Bank) -> SectionResultShape:
    questions = bank.questions([one.question_id for one in outcomes])
    reviewed = [
        ReviewedQuestionShape.model_validate(
            {**vars(question), "answer": outcome.answer, "is_correct": outcome.is_correct}
        )
        for question, outcome in zip(questions, outcomes, strict=True)
    ]
    return SectionResultShape.model_validate(
        {**vars(section), "seconds_used": section.seconds_used, "questions": reviewed}
    )
