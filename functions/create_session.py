"""POST /sessions: make a session of an exam type."""

from collections.abc import Sequence

from exam_simulation.domain.exam_type import ExamType
from exam_simulation.domain.session import create
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import CreateSession
from exam_simulation.http.idempotency import key_of, sha256_of
from exam_simulation.http.problems import MAX_FAULTS, Fault, Problem
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.http.shapes import SessionShape
from exam_simulation.store import Claim, Store, exam_types


@endpoint("POST", "/sessions")
def create_session(call: Call) -> Reply:
    """Make a session; a repeated Idempotency-Key gives the first one, as it is now."""
    key = key_of(call.request)
    body = call.body(CreateSession)
    claim = Claim(*sha256_of(key, body)) if key else None
    structure = exam_types().get(body.exam_type)
    if structure is None:
        fault = Fault("#/exam_type", "is not one of the exam types")
        raise Problem("unknown_exam_type", faults=[fault])

    practice = body.sections is not None
    if body.sections is not None:
        _require_sections(structure, body.sections)
        structure = structure.practice(body.sections)
    session = create(structure, body.extra_time_percent, practice=practice)
    # The database refuses it where the bank is too small.
    row, is_new = Store(call.settings, call.token).sessions.add(session, call.now, claim)
    location = f"{BASE_PATH}/sessions/{row['id']}"
    shape = SessionShape.model_validate(row)
    return Reply(201 if is_new else 200, shape, {"Location": location})


def _require_sections(structure: ExamType, codes: Sequence[str]) -> None:
    known = {plan.code for plan in structure.sections}
    faults = []
    for index, code in enumerate(codes):
        if code not in known:
            faults.append(Fault(f"#/sections/{index}", "is not a section of this exam type"))
        elif code in codes[:index]:
            faults.append(Fault(f"#/sections/{index}", "is named more than once"))
    if faults:
        raise Problem("validation_failed", faults=faults[:MAX_FAULTS])
