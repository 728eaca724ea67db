"""PUT /sessions/{id}/sections/{section_id}/answers: keep the answers of a running section."""

from exam_simulation.domain.session import save
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import SaveAnswers
from exam_simulation.http.shapes import SavedAnswersShape
from exam_simulation.store import Store


@endpoint("PUT", "/sessions/{session_id}/sections/{section_id}/answers")
def save_answers(call: Call) -> Reply:
    """Replace the saved answers."""
    body = call.body(SaveAnswers, required=True)
    session = Store(call.settings, call.token).change(
        call.session_id,
        call.now,
        lambda session: save(session, call.section_id, body.given(), body.base_revision),
    )
    section, paper = session.section(call.section_id), session.papers[call.section_id]
    shape = SavedAnswersShape.model_validate(
        {
            **vars(paper),
            "session_id": call.session_id,
            "section_id": call.section_id,
            "server_now": call.now,
            "deadline_at": section.deadline_at,
            "remaining_seconds": section.remaining_seconds(call.now),
        }
    )
    return Reply(200, shape)
