"""GET /progress: how the caller's full simulations of one exam type went."""

from dataclasses import asdict

from exam_simulation.domain.progress import Progress, progress_of
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.paging import read_exam_type
from exam_simulation.http.shapes import ProgressShape
from exam_simulation.store import Store

CONSIDERED = 200
"""How many of the newest sessions are looked at."""


@endpoint("GET", "/progress")
def get_progress(call: Call) -> Reply:
    """Show scores over time, and which sections and topics went how."""
    exam_type = read_exam_type(call.request)
    store = Store(call.settings, call.token)
    # Should it fail, what is stored is shown: a session that is not completed has no part in it.
    store.settle_overdue(call.now)
    sessions, count = store.sessions.completed(exam_type, CONSIDERED)
    return Reply(200, _shape(exam_type, count, progress_of(sessions)))


def _shape(exam_type: str, count: int, progress: Progress) -> ProgressShape:
    """Put progress into the shape of the reply.

    Args:
        exam_type: the exam type.
        count: how many completed full simulations there are.
        progress: what the newest of them came to.
    """
    return ProgressShape.model_validate(
        {
            **vars(progress),
            "exam_type": exam_type,
            "count": count,
            "considered": len(progress.sessions),
            "sessions": [
                {**asdict(one.overall_score), "id": one.id, "completed_at": one.completed_at}
                for one in progress.sessions
            ],
        }
    )
