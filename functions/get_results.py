"""GET /sessions/{id}/results: a completed session, reviewed question by question."""

from exam_simulation.http import Call, Reply, endpoint, presenters
from exam_simulation.http.shapes import ResultsShape
from exam_simulation.services import ExamService


@endpoint("GET", "/sessions/{session_id}/results", reply=ResultsShape)
def get_results(call: Call[None]) -> Reply:
    """Show what every answer came to, and what to learn from it."""
    exams = ExamService.connect(call.settings, call.token, call.now)
    record, session, questions = exams.results(call.session_id)
    return Reply(200, presenters.results(record, session, questions))
