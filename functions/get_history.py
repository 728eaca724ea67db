"""GET /history: the caller's sessions as they were written, newest first."""

from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.paging import next_link, read_page_request
from exam_simulation.http.shapes import ListedSessionShape
from exam_simulation.store import Place, Row, Store


@endpoint("GET", "/history")
def get_history(call: Call) -> Reply:
    """List completed sessions, or unfinished ones to resume."""
    page = read_page_request(call.request)
    after = Place(*page.cursor) if page.cursor else None
    store = Store(call.settings, call.token)
    # One more than is shown tells whether there is a next page.
    rows = store.sessions.page(page.status, page.exam_type, page.limit + 1, after)
    shown = rows[: page.limit]
    headers = {}
    if len(rows) > len(shown):
        last = shown[-1]
        time = last["completed_at" if page.status == "completed" else "started_at"]
        headers["Link"] = next_link(page, time, last["id"])
    return Reply(200, f"[{','.join(map(_entry, shown))}]", headers)


def _entry(row: Row) -> str:
    try:
        return ListedSessionShape.model_validate(row).model_dump_json()
    except (ValueError, OverflowError):
        # Metadata that these functions did not write: the columns still tell what it was.
        bare: Row = {"extra_time_percent": 0, "overall_score": None, "sections": []}
        return ListedSessionShape.model_validate({**row, **bare}).model_dump_json()
