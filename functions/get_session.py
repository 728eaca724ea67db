"""GET /sessions/{id}: a session as its row holds it."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.responses import ExamSessionSchema
from exam_simulation.services import ExamService


@endpoint("GET", "/sessions/{session_id}", response=ExamSessionSchema)
def get_session(call: Call[None]) -> Response:
    """Show a session. What is overdue is settled first."""
    record, _ = ExamService.connect(call.settings, call.token, call.now).get(call.session_id)
    return Response(200, presenters.session(record))
