"""GET /sessions/{id}: a session as its row holds it."""

from exam_simulation.errors import SessionUnreadable
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import SessionShape
from exam_simulation.store import Store


@endpoint("GET", "/sessions/{session_id}")
def get_session(call: Call) -> Reply:
    """Show a session, with what is overdue settled."""
    store = Store(call.settings, call.token)
    try:
        stored = store.read(call.session_id, call.now)
    except SessionUnreadable:
        # Written by somebody else: nothing to settle, but its student may see it.
        stored = store.sessions.get(call.session_id)
    return Reply(200, SessionShape.model_validate(stored.row))
