"""POST /sessions: make a session of an exam type."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.idempotency import hash_key, read_key
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.http.schemas.requests import CreateSession
from exam_simulation.http.schemas.responses import ExamSessionSchema
from exam_simulation.services import ExamService


@endpoint("POST", "/sessions", response=ExamSessionSchema, body=CreateSession)
def create_session(call: Call[CreateSession]) -> Response:
    """Make a session. A repeated Idempotency-Key gives the first session, as it is now."""
    key = read_key(call.request)
    body = call.read_body()
    exams = ExamService.connect(call.settings, call.token, call.now)
    record, is_new = exams.create(
        body.exam_type,
        body.extra_time_percent,
        section_codes=body.sections,
        idempotency_key=hash_key(key, body) if key else None,
    )
    return Response(
        201 if is_new else 200,
        presenters.session(record),
        {"Location": f"{BASE_PATH}/sessions/{record.id}"},
        session_id=record.id,
    )
