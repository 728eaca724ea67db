"""DELETE /sessions/{id}: discard a session, in any state."""

from exam_simulation.http import Call, Response, endpoint
from exam_simulation.services import ExamService


@endpoint("DELETE", "/sessions/{session_id}", response=None)
def delete_session(call: Call[None]) -> Response:
    """Delete a session with its papers."""
    ExamService.connect(call.settings, call.token, call.now).delete(call.session_id)
    return Response(204)
