"""GET /config: the exam types, and which of them can be taken."""

from collections.abc import Mapping

from exam_simulation.domain.errors import BankTooSmall
from exam_simulation.domain.exam_type import ExamType
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ConfigShape, ExamTypeShape
from exam_simulation.store import exam_types, open_store


@endpoint("GET", "/config", public=True)
def get_config(call: Call) -> Reply:
    """Show every exam type; open to everybody, and cacheable for a minute."""
    stock = open_store(call.settings, None).bank.stock()
    body = ConfigShape(exam_types=[_shape(one, stock) for one in exam_types().values()])
    return Reply(200, body, {"Cache-Control": "public, max-age=60"})


def _shape(structure: ExamType, stock: Mapping[str, int]) -> ExamTypeShape:
    plans = structure.sections
    return ExamTypeShape.model_validate(
        {
            **vars(structure),
            "as_of": structure.as_of.isoformat(),
            "available": _is_available(structure, stock),
            "total_questions": sum(plan.question_count for plan in plans),
            "total_minutes": sum(plan.duration_minutes for plan in plans),
            "sections": [{**vars(plan), "id": number} for number, plan in enumerate(plans, 1)],
        }
    )


def _is_available(structure: ExamType, stock: Mapping[str, int]) -> bool:
    try:
        structure.require_stock(stock)
    except BankTooSmall:
        return False
    return True
