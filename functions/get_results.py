"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from collections.abc import Iterator

from exam_simulation.domain.review import (
    Outcome,
    scores_with_wrong_left_blank,
    strength_by_topic,
)
from exam_simulation.domain.session import Paper, Section, Session, require_results
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ResultsShape, ReviewedQuestionShape, SectionResultShape
from exam_simulation.store import Bank, Question, Store


@endpoint("GET", "/sessions/{session_id}/results")
def get_results(call: Call) -> Reply:
    """Show what every answer came to, and what to learn from it."""
    store = Store(call.settings, call.token)
    stored, session = store.read(call.session_id, call.now)
    overall_score = require_results(session)
    store.bank.questions(sorted(session.drawn_question_ids()))  # all sections in one round trip
    results = ResultsShape.model_validate(
        {
            **vars(session),
            "session_id": call.session_id,
            "exam_type": session.structure.exam_type,
            "started_at": stored.row["started_at"],
            "overall_score": overall_score,
            "sections": [
                _section(section, paper, store.bank.questions(paper.question_ids))
                for section in session.sections
                for paper in [session.papers[section.id]]
            ],
            "with_wrong_left_blank": scores_with_wrong_left_blank(session),
            "topics": strength_by_topic(_outcomes(session, store.bank)),
        }
    )
    return Reply(200, results)


def _section(section: Section, paper: Paper, questions: list[Question]) -> SectionResultShape:
    reviewed = [_reviewed(question, paper.answers.get(question.id)) for question in questions]
    return SectionResultShape.model_validate(
        {**vars(section), "seconds_used": section.seconds_used, "questions": reviewed}
    )


def _reviewed(question: Question, answer: str | None) -> ReviewedQuestionShape:
    is_correct = answer == question.correct_answer
    return ReviewedQuestionShape.model_validate(
        {**vars(question), "answer": answer, "is_correct": is_correct}
    )


def _outcomes(session: Session, bank: Bank) -> Iterator[Outcome]:
    for paper in session.papers.values():
        for question in bank.questions(paper.question_ids):
            answer = paper.answers.get(question.id)
            is_correct = None if answer is None else answer == question.correct_answer
            yield Outcome(question.id, question.subject, question.topic, is_correct)
