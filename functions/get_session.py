"""GET /sessions/{id}: a session as its row holds it."""

from exam_simulation.http import Call, Reply, endpoint, presenters
from exam_simulation.http.shapes import SessionShape
from exam_simulation.services import ExamService


@endpoint("GET", "/sessions/{session_id}", reply=SessionShape)
def get_session(call: Call[None]) -> Reply:
    """Show a session, with what is overdue settled."""
    record, _ = ExamService.connect(call.settings, call.token, call.now).get(call.session_id)
    return Reply(200, presenters.session(record))
