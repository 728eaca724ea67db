"""PUT /sessions/{id}/sections/{section_id}/answers: keep the answers of a running section."""

from exam_simulation.domain.answers import AnswerSheet
from exam_simulation.domain.session import seconds_until
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import SaveAnswers
from exam_simulation.http.shapes import SavedAnswersShape
from exam_simulation.store import Store


@endpoint("PUT", "/sessions/{session_id}/sections/{section_id}/answers")
def save_answers(call: Call) -> Reply:
    """Replace the saved answers and flags."""
    body = call.body(SaveAnswers, required=True)
    sheet = body.given() or AnswerSheet()
    saved = Store(call.settings, call.token).save(
        call.session_id, call.section_id, sheet, body.base_revision, call.now
    )
    shape = SavedAnswersShape.model_validate(
        {
            **vars(saved),
            "session_id": call.session_id,
            "section_id": call.section_id,
            "server_now": call.now,
            "remaining_seconds": seconds_until(saved.deadline_at, call.now),
        }
    )
    return Reply(200, shape)
