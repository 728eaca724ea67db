"""Two students, every endpoint: what is one's is to the other as if it did not exist."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Student, new_student
from tests.e2e.conftest import BASE_PATH
from tests.functions.endpoints import ALL, CREATE_SESSION, OF_A_SESSION, Endpoint

NOWHERE = 2147483647
State = Literal["created", "in_progress", "completed"]
Body = Mapping[str, object] | None


@dataclass(frozen=True)
class Taker:
    """A student who has a session in every state."""

    http: httpx.Client
    student: Student
    sessions: dict[State, int] = field(default_factory=dict)
    name: str = field(default_factory=lambda: uuid4().hex)

    def key_of(self, state: State) -> str:
        """The Idempotency-Key that the session in that state was made with."""
        return f"{self.name}-{state}"

    def send(self, method: str, path: str, body: Body = None, **headers: str) -> httpx.Response:
        """Send a request below the base path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(
            method, BASE_PATH + path, json=body, headers=self.student.headers | named
        )

    def succeed(self, method: str, path: str, body: Body = None, **headers: str) -> Any:
        """Send a request, and give what it answers."""
        response = self.send(method, path, body, **headers)
        assert response.is_success, response.text
        return response.json()

    def begin(self, state: State, **headers: str) -> int:
        """Make a session in a state."""
        # Of a type that gives it time enough to stay there.
        exam_type = "TOLC-I" if state == "in_progress" else "DEMO"
        number = self.succeed("POST", "/sessions", {"exam_type": exam_type}, **headers)["id"]
        sections = {"created": [], "in_progress": [1], "completed": [1, 2]}[state]
        for section in sections:
            path = f"/sessions/{number}/sections/{section}"
            paper = self.succeed("POST", f"{path}/start")
            answers = [
                {"question_id": question["id"], "answer": "a"} for question in paper["questions"]
            ]
            self.succeed("PUT", f"{path}/answers", {"answers": answers})
            if state == "completed":
                self.succeed("POST", f"{path}/complete")
        return int(number)

    def paper(self) -> list[int]:
        """The questions that the session under way asks."""
        path = f"/sessions/{self.sessions['in_progress']}/sections/1/start"
        return [question["id"] for question in self.succeed("POST", path)["questions"]]

    def everything(self) -> list[tuple[int, object, str]]:
        """All that reading tells."""
        paths = ["/config"]
        for number in self.sessions.values():
            paths += [f"/sessions/{number}", f"/sessions/{number}/results"]
        for status, more in product(
            ["completed", "unfinished"], ["", "&limit=1", "&exam_type=DEMO"]
        ):
            paths.append(f"/history?status={status}{more}")
        return [message(self.send("GET", path)) for path in paths]


STATES: list[State] = ["created", "completed", "in_progress"]
"""The one under way comes last: a student sits one section at a time."""


def message(response: httpx.Response, asked: str = "") -> tuple[int, object, str]:
    """Give what an answer tells, but for when, how fast, and what was asked for."""
    telling = [
        (name, value)
        for name, value in response.headers.multi_items()
        if name not in {"date", "x-request-id", "server-timing", "content-length"}
    ]
    trips = re.findall(r'desc="?(\d+)', response.headers["server-timing"])
    text = re.sub(rf"{asked}\b", "<asked>", response.text) if asked else response.text
    text = re.sub('"remaining_seconds":[0-9]+', '"remaining_seconds":0', text)
    return response.status_code, (telling, trips), text


@pytest.fixture(scope="module")
def http(environment: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=environment["FUNCTIONS_URL"], timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def takers(http: httpx.Client, auth: httpx.Client) -> tuple[Taker, Taker]:
    """Two students, neither of whom changes what they have."""
    made = (Taker(http, new_student(auth)), Taker(http, new_student(auth)))
    for taker in made:
        for state in STATES:
            taker.sessions[state] = taker.begin(state, Idempotency_Key=taker.key_of(state))
    return made


@pytest.fixture
def one(takers: tuple[Taker, Taker]) -> Taker:
    return takers[0]


@pytest.fixture
def other(takers: tuple[Taker, Taker]) -> Taker:
    return takers[1]


CALLS: list[tuple[State, str, str]] = [
    *((state, endpoint.method, endpoint.path) for state in STATES for endpoint in OF_A_SESSION),
    *(
        ("in_progress", method, endpoint.path)
        for method in ("HEAD", "OPTIONS", "DELETE")
        for endpoint in OF_A_SESSION
    ),
    ("created", "GET", "/sessions/{id}/sections/{section_id}"),
    ("created", "GET", "/sessions/{id}/"),
    ("created", "GET", "/sessions/0{id}"),
    ("created", "GET", "/sessions/{id}?user_id=1"),
]
BODIES: list[Body] = [
    None,
    {"answers": []},
    {"answers": [], "base_revision": 1},
    {"answers": [{"question_id": NOWHERE, "answer": "a"}]},
    {"answers": "none"},
]


def test_the_same_calls_tell_the_one_more(one: Taker) -> None:
    for number, expected in ((one.sessions["completed"], 200), (NOWHERE, 404)):
        for path in ("", "/results"):
            assert one.send("GET", f"/sessions/{number}{path}").status_code == expected


def test_a_student_is_told_the_same_whatever_the_other_has_and_does(
    takers: tuple[Taker, Taker], http: httpx.Client, auth: httpx.Client
) -> None:
    _, other = takers
    before = other.everything()
    busy = Taker(http, new_student(auth))
    for state in STATES:
        busy.begin(state)
    assert other.everything() == before


def test_nothing_that_a_student_is_told_names_the_other(one: Taker, other: Taker) -> None:
    user_id = other.succeed("GET", f"/sessions/{other.sessions['created']}")["user_id"]
    answers = " ".join(text for _, _, text in other.everything())
    assert one.student.auth_user_id not in answers
    assert set(re.findall(r'"user_id": ?(\d+)', answers)) == {str(user_id)}
    assert set(re.findall(r'"session_id": ?(\d+)', answers)) == {str(other.sessions["completed"])}


@pytest.mark.parametrize("more", ["", "&limit=1", "&limit=100", "&exam_type=DEMO"])
@pytest.mark.parametrize("status", ["completed", "unfinished"])
def test_a_history_shows_one_s_own_whatever_cursor_it_is_given(
    one: Taker, other: Taker, status: str, more: str
) -> None:
    cursors = [
        httpx.URL(response.links["next"]["url"]).params["cursor"]
        for taker in (one, other)
        for response in [taker.send("GET", f"/history?status={status}&limit=1")]
        if "next" in response.links
    ]
    # Only of the unfinished do they have more than one.
    assert len(cursors) == (2 if status == "unfinished" else 0)
    for cursor in ["", *(f"&cursor={cursor}" for cursor in cursors)]:
        shown = other.succeed("GET", f"/history?status={status}{more}{cursor}")
        assert {entry["id"] for entry in shown} <= set(other.sessions.values())


def test_a_cursor_tells_nothing_of_what_the_other_has(one: Taker, other: Taker) -> None:
    newest = one.send("GET", "/history?status=unfinished&limit=1")
    cursor = httpx.URL(newest.links["next"]["url"]).params["cursor"]
    made_later = other.send("GET", f"/history?status=unfinished&cursor={cursor}")
    assert made_later.json() == []
    assert "link" not in made_later.headers


@pytest.mark.parametrize(("method", "verb"), [("PUT", "answers"), ("POST", "complete")])
def test_a_question_of_the_other_s_paper_is_answered_as_one_that_does_not_exist(
    one: Taker, other: Taker, method: str, verb: str
) -> None:
    (theirs, *_) = set(one.paper()) - set(other.paper())
    path = f"/sessions/{other.sessions['in_progress']}/sections/1/{verb}"
    answers = [
        message(
            other.send(method, path, {"answers": [{"question_id": asked, "answer": "a"}]}),
            f"[Qq]uestion {asked}",
        )
        for asked in (theirs, NOWHERE)
    ]
    assert answers[0][0] == 422
    assert answers[0] == answers[1]


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_no_header_and_no_parameter_makes_one_the_other(
    one: Taker, other: Taker, endpoint: Endpoint
) -> None:
    path = endpoint.below(one.sessions["completed"], 1)
    if endpoint is CREATE_SESSION:
        named = {"exam_type": "DEMO", "user_id": 1}
        assert other.send("POST", path, named).status_code == 422
        return
    body: Body = {"answers": []} if endpoint.method == "PUT" else None
    plain = message(other.send(endpoint.method, path, body))
    pretended = other.send(
        endpoint.method,
        f"{path}?user_id=1&sub={one.student.auth_user_id}&access_token={one.student.token}",
        body,
        X_User_Id=one.student.auth_user_id,
        X_Forwarded_User=one.student.auth_user_id,
        X_Forwarded_Authorization=f"Bearer {one.student.token}",
        Cookie=f"sb-access-token={one.student.token}",
    )
    assert message(pretended) == plain
