"""POST /sessions/{id}/sections/{section_id}/complete: hand in a section and grade it."""

from exam_simulation.domain.session import Session, complete, needs_grading
from exam_simulation.domain.transitions import SessionStatus
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import CompleteSection
from exam_simulation.http.shapes import OutcomeShape
from exam_simulation.store import Store


@endpoint("POST", "/sessions/{session_id}/sections/{section_id}/complete")
def complete_section(call: Call) -> Reply:
    """Grade what was handed in, or else what was saved; the first outcome stands."""
    body = call.body(CompleteSection)
    given, base_revision = body.given(), body.base_revision
    store = Store(call.settings, call.token)

    def move(session: Session) -> Session:
        if not needs_grading(session, call.section_id, given, base_revision):
            return session
        answer_key = store.answer_key(session, [call.section_id])
        return complete(
            session,
            call.section_id,
            given=given,
            base_revision=base_revision,
            answer_key=answer_key,
            now=call.now,
        )

    session = store.change(call.session_id, call.now, move)
    shape = OutcomeShape.model_validate(
        {
            **vars(session.section(call.section_id)),
            "session_id": call.session_id,
            "section_id": call.section_id,
            "overall_score": session.overall_score,
            "all_completed": session.status is SessionStatus.COMPLETED,
        }
    )
    return Reply(200, shape)
