"""POST /sessions: make a session of an exam type."""

from exam_simulation.http import Call, Reply, endpoint, presenters
from exam_simulation.http.bodies import CreateSession
from exam_simulation.http.idempotency import hashed, key_of
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.http.shapes import SessionShape
from exam_simulation.services import ExamService


@endpoint("POST", "/sessions", reply=SessionShape, body=CreateSession)
def create_session(call: Call[CreateSession]) -> Reply:
    """Make a session; a repeated Idempotency-Key gives the first one, as it is now."""
    key = key_of(call.request)
    body = call.read_body()
    exams = ExamService.connect(call.settings, call.token, call.now)
    record, is_new = exams.create(
        body.exam_type,
        body.extra_time_percent,
        section_codes=body.sections,
        key=hashed(key, body) if key else None,
    )
    location = f"{BASE_PATH}/sessions/{record.id}"
    return Reply(201 if is_new else 200, presenters.session(record), {"Location": location})
