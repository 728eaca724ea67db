"""GET /history: the caller's sessions, newest first."""

from exam_simulation.domain.records import Cursor
from exam_simulation.http import Call, Response, endpoint, presenters
from exam_simulation.http.paging import next_link, read_page_request
from exam_simulation.http.schemas.responses import HistorySchema
from exam_simulation.services import OverviewService


@endpoint("GET", "/history", response=HistorySchema)
def get_history(call: Call[None]) -> Response:
    """List completed sessions, or unfinished ones to resume. The first page settles first."""
    page = read_page_request(call.request)
    after = Cursor(*page.cursor) if page.cursor else None
    overview = OverviewService.connect(call.settings, call.token, call.now)
    found = overview.history(page.status, page.exam_type, page.limit, after)
    headers = {}
    if following := found.following:
        headers["Link"] = next_link(page, following.at, following.id)
    return Response(200, presenters.history(found.sessions, call.now), headers)
