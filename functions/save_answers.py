"""PUT /sessions/{id}/sections/{section_id}/answers: save the answers of a running section."""

from exam_simulation.domain.answers import AnswerSheet
from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.requests import SaveAnswers
from exam_simulation.http.schemas.responses import SavedAnswersSchema
from exam_simulation.services import ExamService


@endpoint(
    "PUT",
    "/sessions/{session_id}/sections/{section_id}/answers",
    response=SavedAnswersSchema,
    body=SaveAnswers,
    body_required=True,
)
def save_answers(call: Call[SaveAnswers]) -> Response:
    """Replace the saved answers and flags."""
    body = call.read_body()
    sheet = body.given() or AnswerSheet()  # never None: the schema requires answers
    exams = ExamService.connect(call.settings, call.token, call.now)
    saved = exams.save(call.session_id, call.section_id, sheet, body.base_revision)
    response = presenters.saved_answers(call.session_id, call.section_id, saved, call.now)
    return Response(200, response)
