"""POST /sessions/{id}/sections/{section_id}/start: hand out a section's paper, start its clock."""

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
    """Start a section, or resume it: the same paper on the same clock."""
    call.read_body()
    exams = ExamService.connect(call.settings, call.token, call.now)
    session, questions = exams.start(call.session_id, call.section_id)
    paper = presenters.paper(call.session_id, session, call.section_id, questions, call.now)
    return Response(200, paper)
