"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from exam_simulation.domain.session import Paper, Section, require_results
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ResultsShape, ReviewedQuestionShape, SectionResultShape
from exam_simulation.store import Question, Store


@endpoint("GET", "/sessions/{session_id}/results")
def get_results(call: Call) -> Reply:
    """Show what every answer came to."""
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
