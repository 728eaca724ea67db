"""Situations that a request may find, each made once and copied; and what of them is comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.functions.sitting import Answers, Sitting, as_list

if TYPE_CHECKING:
    from tests.conftest import Database, Student
    from tests.functions.conftest import Api
    from tests.functions.responses import Response

LATER = timedelta(hours=5)
"""Long enough for every section to be overdue."""


@dataclass(frozen=True)
class Request:
    """A request as a frontend sends it, but for its token."""

    method: str
    path: str
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, api: Api, student: Student) -> Response:
        """Send it to the function that it is for."""
        body = {} if self.body is None else {"json": self.body}
        headers = {**student.headers, **self.headers}
        return api.request(self.method, self.path, headers=headers, **body)


@dataclass(frozen=True)
class Situation:
    """What there is before a request, and the request.

    `prepare` takes a session that was just created; None where there is to be none. `trips` are the
    methods of the requests to Supabase, in order, where the process remembers nothing of the bank.
    The request comes in time, or `LATER`.
    """

    name: str
    prepare: Callable[[Sitting], object] | None
    request: Callable[[Sitting], Request]
    trips: tuple[str, ...]
    overdue: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        """Whether the request is a read, which writes nothing but what it settles."""
        return self.name.startswith(("get_", "show_"))


def nothing(_sitting: Sitting) -> None:
    """Leave the session as it was created."""


def started(sitting: Sitting) -> None:
    """Start the first section."""
    assert sitting.start().status_code == 200


def saved(sitting: Sitting) -> None:
    """Start the first section, and save a right answer."""
    started(sitting)
    assert sitting.save(one_right(sitting)).status_code == 200


def completed(sitting: Sitting) -> None:
    """Hand in the first section with a right answer."""
    saved(sitting)
    assert sitting.complete().status_code == 200


def in_the_last(sitting: Sitting) -> None:
    """Hand in the first section, and save a right answer in the last."""
    completed(sitting)
    assert sitting.start(2).status_code == 200
    assert sitting.save(one_right(sitting, 2), 2).status_code == 200


def finished(sitting: Sitting) -> None:
    """Hand in both sections, each with a right answer."""
    in_the_last(sitting)
    assert sitting.complete(2).status_code == 200


def one_right(sitting: Sitting, section: int = 1) -> Answers:
    """The right answer to the first question of a section."""
    return dict([next(iter(sitting.right(section).items()))])


def _create(_sitting: Sitting) -> Request:
    return Request("POST", "/sessions", {"exam_type": "DEMO"})


def _create_repeatably(_sitting: Sitting) -> Request:
    body = {"exam_type": "DEMO", "extra_time_percent": 100}
    return Request("POST", "/sessions", body, {"Idempotency-Key": "k"})


def _get(sitting: Sitting) -> Request:
    return Request("GET", sitting.path)


def _results(sitting: Sitting) -> Request:
    return Request("GET", f"{sitting.path}/results")


def _start(sitting: Sitting) -> Request:
    return Request("POST", f"{sitting.path}/sections/1/start")


def _start_next(sitting: Sitting) -> Request:
    return Request("POST", f"{sitting.path}/sections/2/start")


def _save(sitting: Sitting) -> Request:
    body = {"answers": as_list(sitting.right())}
    return Request("PUT", f"{sitting.path}/sections/1/answers", body)


def _save_on_a_base(sitting: Sitting) -> Request:
    body = {"answers": as_list(sitting.right()), "base_revision": 1}
    return Request("PUT", f"{sitting.path}/sections/1/answers", body)


def _complete(sitting: Sitting) -> Request:
    return Request("POST", f"{sitting.path}/sections/1/complete")


def _complete_with_answers(sitting: Sitting) -> Request:
    body = {"answers": as_list(sitting.right())}
    return Request("POST", f"{sitting.path}/sections/1/complete", body)


def _complete_the_last(sitting: Sitting) -> Request:
    return Request("POST", f"{sitting.path}/sections/2/complete")


def _history(_sitting: Sitting) -> Request:
    return Request("GET", "/history")


def _progress(_sitting: Sitting) -> Request:
    return Request("GET", "/progress?exam_type=DEMO")


def _delete(sitting: Sitting) -> Request:
    return Request("DELETE", sitting.path)


def _config(_sitting: Sitting) -> Request:
    return Request("GET", "/config")


CREATE = Situation("create", None, _create, ("POST",))
CREATE_REPEATABLY = Situation("create_repeatably", None, _create_repeatably, ("POST",))
START = Situation("start", nothing, _start, ("GET", "GET", "POST"))
SAVE = Situation("save", saved, _save, ("PATCH",))
SAVE_ON_A_BASE = Situation("save_on_a_base", saved, _save_on_a_base, ("PATCH",))
COMPLETE = Situation("complete", saved, _complete, ("GET", "GET", "POST"))
COMPLETE_WITH_ANSWERS = Situation(
    "complete_with_answers", saved, _complete_with_answers, ("GET", "GET", "POST")
)
COMPLETE_THE_LAST = Situation(
    "complete_the_last", in_the_last, _complete_the_last, ("GET", "GET", "POST")
)
SETTLE = Situation("get_overdue", saved, _get, ("GET", "GET", "POST"), overdue=True)
SETTLE_THE_LAST = Situation(
    "show_results_overdue", in_the_last, _results, ("GET", "GET", "POST", "GET"), overdue=True
)
DELETE = Situation("delete", saved, _delete, ("GET", "DELETE"))

HISTORY_OVERDUE = Situation(
    "show_history_overdue", saved, _history, ("GET", "GET", "POST", "GET"), overdue=True
)
SAVE_OVERDUE = Situation(
    "save_overdue", saved, _save, ("PATCH", "GET", "GET", "POST"), overdue=True
)

WRITES = [
    CREATE_REPEATABLY,
    START,
    SAVE,
    SAVE_ON_A_BASE,
    COMPLETE,
    COMPLETE_WITH_ANSWERS,
    COMPLETE_THE_LAST,
    SETTLE,
    SETTLE_THE_LAST,
]
"""Everything that writes, once; but for a creation that cannot be repeated, and a deletion."""

ALL = [
    CREATE,
    *WRITES,
    DELETE,
    Situation("resume", saved, _start, ("GET", "GET")),
    Situation(
        "start_the_next_overdue",
        saved,
        _start_next,
        ("GET", "GET", "GET", "POST"),
        overdue=True,
    ),
    SAVE_OVERDUE,
    Situation("complete_overdue", saved, _complete, ("GET", "GET", "POST"), overdue=True),
    Situation("complete_again", completed, _complete_with_answers, ("GET",)),
    Situation("get_running", saved, _get, ("GET",)),
    Situation("show_results", finished, _results, ("GET", "GET")),
    Situation("show_history", finished, _history, ("GET", "GET")),
    Situation("show_history_overdue", saved, _history, ("GET", "GET", "POST", "GET"), overdue=True),
    Situation("show_progress", finished, _progress, ("GET", "GET")),
    Situation("show_config", None, _config, ("GET",)),
]
"""Every endpoint, in situations that make it use all of its round trips."""


def copy(sitting: Sitting, student: Student) -> Sitting:
    """Give another student the same session."""
    row = sitting.database.execute(
        """insert into exam_sessions
             (user_id, exam_type, status, metadata, started_at, completed_at)
           select u.id, s.exam_type, s.status, s.metadata, s.started_at, s.completed_at
           from exam_sessions s, users u where s.id = %s and u.auth_user_id = %s returning id""",
        [sitting.id, student.auth_user_id],
    ).fetchone()
    assert row is not None
    sitting.database.execute(
        """insert into section_papers (session_id, section_id, deadline_at, closed_at,
             option_count, revision, flagged, answers, question_ids)
           select %s, section_id, deadline_at, closed_at, option_count, revision, flagged, answers,
             question_ids
           from section_papers where session_id = %s""",
        [row[0], sitting.id],
    )
    return Sitting(sitting.api, sitting.database, student, int(str(row[0])))


def rows_of(database: Database, student: Student) -> list[dict[str, Any]]:
    """All sessions of a student with their papers, as they are stored."""
    cursor = database.execute(
        """select s.*, array(
             select to_jsonb(p) from section_papers p where p.session_id = s.id order by section_id
           ) as papers
           from exam_sessions s join users u on u.id = s.user_id
           where u.auth_user_id = %s order by s.id""",
        [student.auth_user_id],
    )
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def times_written(situation: Situation, row: dict[str, Any]) -> int:
    """How often what a situation writes was written: the first paper, or the session."""
    is_save = situation in (SAVE, SAVE_ON_A_BASE)
    return int(row["papers"][0]["revision"] if is_save else row["metadata"]["version"])


def comparable(value: Any) -> Any:
    """What of rows or of an answer is the same in every run: no ids, no times, no drawn papers."""
    if isinstance(value, dict):
        return {
            name: _like(name, member)
            for name, member in value.items()
            if name not in ("id", "user_id", "session_id", "instance")
        }
    if isinstance(value, list):
        return [comparable(member) for member in value]
    return value


def _like(name: str, member: Any) -> Any:
    if name in ("questions", "question_ids"):
        return len(member)
    if name == "answers":
        return member
    if name.endswith("_at") or name in ("server_now", "remaining_seconds"):
        return member is not None
    return comparable(member)
