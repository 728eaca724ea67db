"""GET /config: the exam types, and which of them can be taken."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.schemas.responses import ExamTypesSchema
from exam_simulation.services import OverviewService, exam_types


@endpoint("GET", "/config", response=ExamTypesSchema, public=True)
def get_config(call: Call[None]) -> Response:
    """Show every exam type; open to everybody, and cacheable for a minute."""
    stock = OverviewService.connect(call.settings, None, call.now).stock()
    config = presenters.config(exam_types().values(), stock)
    return Response(200, config, {"Cache-Control": "public, max-age=60"})
