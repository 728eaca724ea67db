"""GET /config: the exam types, and which of them can be taken."""

from collections.abc import Mapping

from exam_simulation.domain.exam_type import ExamType
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.shapes import ConfigShape, ExamTypeShape
from exam_simulation.store import Store, exam_types


@endpoint("GET", "/config", public=True)
def get_config(call: Call) -> Reply:
    """Show every exam type; open to everybody, and cacheable for a minute."""
    stock = Store(call.settings, None).bank.stock()
    body = ConfigShape(exam_types=[_shape(one, stock) for one in exam_types().values()])
    return Reply(200, body, {"Cache-Control": "public, max-age=60"})


def _shape(structure: ExamType, stock: Mapping[str, int]) -> ExamTypeShape:
    plans = structure.sections
    return ExamTypeShape.model_validate(
        {
            **vars(structure),
            "as_of": structure.as_of.isoformat(),
            "available": structure.short_section(stock) is None,
            "total_questions": sum(plan.question_count for plan in plans),
            "total_minutes": sum(plan.duration_minutes for plan in plans),
            "sections": [{**vars(plan), "id": number} for number, plan in enumerate(plans, 1)],
        }
    )
