"""GET /sessions/{id}: a session as its row holds it."""

from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import SessionShape
from exam_simulation.store import Store


@endpoint("GET", "/sessions/{session_id}")
def get_session(call: Call) -> Reply:
    """Show a session, with what is overdue settled."""
    row, _ = Store(call.settings, call.token).read(call.session_id, call.now)
    return Reply(200, SessionShape.model_validate(row))
