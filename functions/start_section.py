"""POST /sessions/{id}/sections/{section_id}/start: hand out a section's paper, start its clock."""

from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import Nothing
from exam_simulation.http.shapes import PaperShape, QuestionShape
from exam_simulation.store import Store


@endpoint("POST", "/sessions/{session_id}/sections/{section_id}/start")
def start_section(call: Call) -> Reply:
    """Start a section, or resume it: the same paper on the same clock."""
    call.body(Nothing)
    store = Store(call.settings, call.token)
    session = store.start(call.session_id, call.section_id, call.now)
    section, paper = session.section(call.section_id), session.papers[call.section_id]
    questions = store.questions(session, [call.section_id])
    body = PaperShape.model_validate(
        {
            **vars(section),
            **vars(paper),
            "session_id": call.session_id,
            "section_id": call.section_id,
            "server_now": call.now,
            "remaining_seconds": section.remaining_seconds(call.now),
            "questions": [QuestionShape.model_validate(question) for question in questions],
        }
    )
    return Reply(200, body)
