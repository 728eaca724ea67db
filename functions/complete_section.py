"""POST /sessions/{id}/sections/{section_id}/complete: hand in a section and grade it."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.requests import CompleteSection
from exam_simulation.http.schemas.responses import OutcomeSchema
from exam_simulation.services import ExamService


@endpoint(
    "POST",
    "/sessions/{session_id}/sections/{section_id}/complete",
    response=OutcomeSchema,
    body=CompleteSection,
)
def complete_section(call: Call[CompleteSection]) -> Response:
    """Grade the answers in the body, or else the saved ones. The first outcome stays."""
    body = call.read_body()
    exams = ExamService.connect(call.settings, call.token, call.now)
    session = exams.complete(call.session_id, call.section_id, body.given(), body.base_revision)
    return Response(200, presenters.outcome(call.session_id, session, call.section_id))
