"""DELETE /sessions/{id}: discard a session, in any state."""

from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.store import Store


@endpoint("DELETE", "/sessions/{session_id}")
def delete_session(call: Call) -> Reply:
    """Delete a session with its papers."""
    Store(call.settings, call.token).delete(call.session_id)
    return Reply(204)
