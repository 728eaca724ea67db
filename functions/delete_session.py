"""DELETE /sessions/{id}: discard a session, in any state."""

from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.services import ExamService


@endpoint("DELETE", "/sessions/{session_id}", reply=None)
def delete_session(call: Call[None]) -> Reply:
    """Delete a session with its papers."""
    ExamService.connect(call.settings, call.token, call.now).delete(call.session_id)
    return Reply(204)
