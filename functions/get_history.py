"""GET /history: the caller's sessions as they were written, newest first."""

from datetime import datetime

from exam_simulation.domain.session import seconds_between, seconds_until
from exam_simulation.http import Call, Reply, endpoint
from exam_simulation.http.paging import next_link, read_page_request
from exam_simulation.http.shapes import HistoryShape, ListedSessionShape
from exam_simulation.store import ListedSection, ListedSession, Place, Store


@endpoint("GET", "/history")
def get_history(call: Call) -> Reply:
    """List completed sessions, or unfinished ones to resume; the first page settles first."""
    page = read_page_request(call.request)
    after = Place(*page.cursor) if page.cursor else None
    store = Store(call.settings, call.token)
    unsettled = None if after else store.settle_overdue(call.now)
    # One more than is shown tells whether there is a next page.
    found = store.sessions.page(page.status, page.exam_type, page.limit + 1, after)
    shown = found[: page.limit]
    headers = {}
    if len(found) > len(shown):
        last = shown[-1]
        time = last.completed_at if page.status == "completed" else last.started_at
        headers["Link"] = next_link(page, time or last.started_at, last.id)
    can_be_shown = [
        one for one in shown if one.id != unsettled and (one.completed_at or one.sections)
    ]
    return Reply(200, HistoryShape([_entry(one, call.now) for one in can_be_shown]), headers)


def _entry(listed: ListedSession, now: datetime) -> ListedSessionShape:
    sections = [_section(section, now) for section in listed.sections or ()]
    return ListedSessionShape.model_validate({**vars(listed), "sections": sections})


def _section(section: ListedSection, now: datetime) -> dict[str, object]:
    started, deadline, completed = section.started_at, section.deadline_at, section.completed_at
    runs = deadline is not None and completed is None
    return {
        **vars(section),
        "remaining_seconds": seconds_until(deadline, now) if deadline and runs else None,
        "seconds_used": seconds_between(started, completed) if started and completed else None,
    }
