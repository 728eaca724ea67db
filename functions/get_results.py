"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.responses import ResultsSchema
from exam_simulation.services import ExamService


@endpoint("GET", "/sessions/{session_id}/results", response=ResultsSchema)
def get_results(call: Call[None]) -> Response:
    """Show every question with its answer, the scores, and the topics by strength."""
    exams = ExamService.connect(call.settings, call.token, call.now)
    record, session, questions = exams.results(call.session_id)
    return Response(200, presenters.results(record, session, questions))
