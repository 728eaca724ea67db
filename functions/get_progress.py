"""GET /progress: a summary of the caller's full simulations of one exam type."""

from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.paging import read_exam_type
from exam_simulation.http.schemas.responses import ProgressSchema
from exam_simulation.services import OverviewService


@endpoint("GET", "/progress", response=ProgressSchema)
def get_progress(call: Call[None]) -> Response:
    """Show scores over time, and which sections and topics went how."""
    exam_type = read_exam_type(call.request)
    overview = OverviewService.connect(call.settings, call.token, call.now)
    count, progress = overview.progress(exam_type)
    return Response(200, presenters.progress(exam_type, count, progress))
