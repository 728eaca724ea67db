"""POST /sessions/{id}/sections/{section_id}/start: hand out a section's paper, start its clock."""

import random

from exam_simulation.domain.draw import draw_paper
from exam_simulation.domain.session import Session, needs_paper, start
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.bodies import Nothing
from exam_simulation.http.shapes import PaperShape, QuestionShape
from exam_simulation.store import Store


@endpoint("POST", "/sessions/{session_id}/sections/{section_id}/start")
def start_section(call: Call) -> Reply:
    """Start a section, or resume it: the same paper on the same clock."""
    call.body(Nothing)
    store = Store(call.settings, call.token, to_draw=True)

    def move(session: Session) -> Session:
        if not needs_paper(session, call.section_id):
            return session
        subjects = session.plan(call.section_id).subjects
        candidates = store.bank.candidates(subjects, store.sessions.bank_version)
        # The operating system's randomness: no paper can be foretold from another.
        rng = random.SystemRandom()
        met = store.sessions.met
        question_ids = draw_paper(session, call.section_id, candidates, met, rng)
        # Fetched before the clock is started, so that a bank out of reach costs no exam time.
        store.bank.questions(question_ids)
        return start(session, call.section_id, question_ids, call.now)

    session = store.change(call.session_id, call.now, move)
    section, paper = session.section(call.section_id), session.papers[call.section_id]
    questions = store.questions(session, [call.section_id])
    body = PaperShape.model_validate(
        {
            **vars(section),
            **vars(paper),
            "session_id": call.session_id,
            "section_id": call.section_id,
            "server_now": call.now,
            "remaining_seconds": section.remaining_seconds(call.now),
            "questions": [QuestionShape.model_validate(question) for question in questions],
        }
    )
    return Reply(200, body)
