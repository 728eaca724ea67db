"""POST /sessions/{id}/sections/{section_id}/start: give a section's paper and start its clock."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.requests import EmptyBody
from exam_simulation.http.schemas.responses import PaperSchema
from exam_simulation.services import ExamService


@endpoint(
    "POST",
    "/sessions/{session_id}/sections/{section_id}/start",
    response=PaperSchema,
    body=EmptyBody,
)
def start_section(call: Call[EmptyBody]) -> Response:
    """Start a section. A running one is resumed: with the same paper and the same clock."""
    call.read_body()
    exams = ExamService.connect(call.settings, call.token, call.now)
    session, questions = exams.start(call.session_id, call.section_id)
    paper = presenters.paper(call.session_id, session, call.section_id, questions, call.now)
    return Response(200, paper)
