"""POST /sessions: make a session of an exam type."""

from exam_simulation.domain.errors import BankTooSmall
from exam_simulation.domain.session import create
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import CreateSession
from exam_simulation.http.idempotency import key_and_request_sha256
from exam_simulation.http.problems import Fault, Problem
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.http.shapes import SessionShape
from exam_simulation.store import Claim, StoredSession, exam_types, open_store


@endpoint("POST", "/sessions")
def create_session(call: Call) -> Reply:
    """Make a session; a repeated Idempotency-Key gives the first one, as it is now."""
    body = call.body(CreateSession)
    hashes = key_and_request_sha256(call.request, body)
    claim = Claim(*hashes) if hashes else None
    structure = exam_types().get(body.exam_type)
    if structure is None:
        fault = Fault("#/exam_type", "is not one of the exam types")
        raise Problem("unknown_exam_type", faults=[fault])

    store = open_store(call.settings, call.token)
    try:
        structure.require_stock(store.bank.stock())
    except BankTooSmall:
        if claim and (first := store.sessions.claimed(claim)):
            return _reply(200, first)
        raise
    session = create(structure, body.extra_time_percent)
    stored, is_new = store.sessions.add(session, call.now, claim)
    return _reply(201 if is_new else 200, stored)


def _reply(status: int, stored: StoredSession) -> Reply:
    location = f"{BASE_PATH}/sessions/{stored.row['id']}"
    return Reply(status, SessionShape.model_validate(stored.row), {"Location": location})
