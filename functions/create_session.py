"""POST /sessions: make a session of an exam type."""

from exam_simulation.domain.errors import BankTooSmall
from exam_simulation.domain.session import create
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import CreateSession
from exam_simulation.http.idempotency import key_of, sha256_of
from exam_simulation.http.problems import Fault, Problem
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.http.shapes import SessionShape
from exam_simulation.store import Claim, Store, StoredSession, exam_types


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

    store = Store(call.settings, call.token)
    short = structure.short_section(store.bank.stock())
    if short:
        if claim and (first := store.sessions.claimed(claim)):
            return _reply(200, first)
        raise BankTooSmall(short.code)
    session = create(structure, body.extra_time_percent)
    stored, is_new = store.sessions.add(session, call.now, claim)
    return _reply(201 if is_new else 200, stored)


def _reply(status: int, stored: StoredSession) -> Reply:
    location = f"{BASE_PATH}/sessions/{stored.row['id']}"
    return Reply(status, SessionShape.model_validate(stored.row), {"Location": location})
