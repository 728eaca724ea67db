"""The order in which a request is checked: each check wins over every later one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pytest

from tests.conftest import Student
from tests.functions.conftest import Api, Sit
from tests.functions.endpoints import (
    BASE_PATH,
    COMPLETE_SECTION,
    CREATE_SESSION,
    GET_HISTORY,
    GET_RESULTS,
    GET_SESSION,
    SAVE_ANSWERS,
    START_SECTION,
    Endpoint,
)
from tests.functions.responses import Response, problem
from tests.functions.tokens import claims_of, signed

NOT_ON_THE_PAPER = [{"question_id": 2147483647, "answer": "a"}]


@dataclass(frozen=True)
class Sent:
    """A request in the making."""

    endpoint: Endpoint
    student: Student
    running: int
    waiting: int
    session: object = None
    section: object = 1
    method: str = ""
    token: str = ""
    content_type: str = "application/json"
    body: dict[str, object] = field(default_factory=dict)
    tail: str = ""

    def to(self, api: Api) -> Response:
        """Send it."""
        return api.call(
            self.endpoint.name,
            self.method or self.endpoint.method,
            self.endpoint.whole(self.session or self.running, self.section),
            headers={"Authorization": f"Bearer {self.token or self.student.token}"},
            data=json.dumps(self.body) + self.tail,
            content_type=self.content_type,
        )


class Fault(NamedTuple):
    """A way to spoil a request, and what it is answered where nothing earlier is wrong."""

    name: str
    status: int
    code: str
    spoil: Callable[[Sent], Sent]


def forged(sent: Sent) -> str:
    return signed(claims_of(sent.student.auth_user_id), "not the secret of Supabase at all")


PATH = Fault("path", 404, "not_found", lambda s: replace(s, session="0"))
NO_SUCH_PATH = Fault(
    "path",
    404,
    "not_found",
    lambda s: replace(s, endpoint=s.endpoint._replace(path=s.endpoint.path + "/")),
)
METHOD = Fault("method", 405, "method_not_allowed", lambda s: replace(s, method="DELETE"))
LOOK = Fault("look of the token", 401, "token_invalid", lambda s: replace(s, token="garbage"))
SIZE = Fault("size", 413, "body_too_large", lambda s: replace(s, tail=s.tail + " " * 65_536))
MEDIA_TYPE = Fault(
    "media type", 415, "unsupported_media_type", lambda s: replace(s, content_type="text/plain")
)
JSON = Fault("JSON", 400, "invalid_json", lambda s: replace(s, tail="]" + s.tail))
SHAPE = Fault(
    "shape", 422, "validation_failed", lambda s: replace(s, body={**s.body, "colour": "red"})
)
UNKNOWN_TYPE = Fault(
    "exam type", 422, "unknown_exam_type", lambda s: replace(s, body={**s.body, "exam_type": "X"})
)
SIGNATURE = Fault(
    "signature", 401, "token_rejected", lambda s: replace(s, token=s.token or forged(s))
)
SESSION = Fault(
    "session", 404, "session_not_found", lambda s: replace(s, session=s.session or 2147483647)
)
SECTION = Fault("section", 404, "section_not_found", lambda s: replace(s, section=3))
STATE = Fault(
    "state", 409, "section_not_started", lambda s: replace(s, session=s.session or s.waiting)
)
TURN = Fault(
    "state",
    409,
    "previous_section_not_completed",
    lambda s: replace(s, section=2 if s.section == 1 else s.section),
)
UNFINISHED = Fault("state", 409, "session_not_completed", lambda s: s)
STALE = Fault(
    "revision", 409, "stale_answers", lambda s: replace(s, body={**s.body, "base_revision": 9})
)
ANSWERS = Fault(
    "answers",
    422,
    "answers_not_on_paper",
    lambda s: replace(s, body={**s.body, "answers": NOT_ON_THE_PAPER}),
)
QUERY = Fault(
    "query",
    400,
    "invalid_query_parameter",
    lambda s: replace(s, endpoint=s.endpoint._replace(path=s.endpoint.path + "?limit=0")),
)

OF_THE_BODY = [LOOK, SIZE, MEDIA_TYPE, JSON]
FAULTS: dict[Endpoint, list[Fault]] = {
    CREATE_SESSION: [NO_SUCH_PATH, METHOD, *OF_THE_BODY, SHAPE, UNKNOWN_TYPE],
    GET_SESSION: [PATH, METHOD, LOOK, SIGNATURE, SESSION],
    START_SECTION: [PATH, METHOD, *OF_THE_BODY, SHAPE, SIGNATURE, SESSION, SECTION, TURN],
    SAVE_ANSWERS: [
        *(PATH, METHOD, *OF_THE_BODY, SHAPE),
        *(SIGNATURE, SESSION, SECTION, STATE, STALE, ANSWERS),
    ],
    COMPLETE_SECTION: [
        *(PATH, METHOD, *OF_THE_BODY, SHAPE),
        *(SIGNATURE, SESSION, SECTION, STATE, STALE, ANSWERS),
    ],
    GET_RESULTS: [PATH, METHOD, LOOK, SIGNATURE, SESSION, UNFINISHED],
    GET_HISTORY: [NO_SUCH_PATH, METHOD, LOOK, QUERY],
}
PLACES = [
    pytest.param(endpoint, index, id=f"{endpoint}: {fault.name}")
    for endpoint, faults in FAULTS.items()
    for index, fault in enumerate(faults)
]


@pytest.fixture(scope="module")
def made() -> dict[str, Sent]:
    return {}


@pytest.fixture
def sent(made: dict[str, Sent], sit: Sit, student: Student) -> Sent:
    """A request about a session of ours: one for all tests here, because all are refused."""
    if not made:
        made["it"] = Sent(SAVE_ANSWERS, student, running=sit(started=True).id, waiting=sit().id)
    return made["it"]


def for_endpoint(sent: Sent, endpoint: Endpoint) -> Sent:
    body: dict[str, object] = {"answers": []} if endpoint == SAVE_ANSWERS else {}
    return replace(sent, endpoint=endpoint, body=body)


@pytest.mark.parametrize(("endpoint", "index"), PLACES)
def test_each_check_alone_refuses_the_request(
    api: Api, sent: Sent, endpoint: Endpoint, index: int
) -> None:
    fault = FAULTS[endpoint][index]
    response = fault.spoil(for_endpoint(sent, endpoint)).to(api)
    problem(response, fault.status, fault.code)


@pytest.mark.parametrize(("endpoint", "index"), PLACES)
def test_each_check_wins_over_all_later_ones_together(
    api: Api, sent: Sent, endpoint: Endpoint, index: int
) -> None:
    fault = FAULTS[endpoint][index]
    spoiled = for_endpoint(sent, endpoint)
    for one in FAULTS[endpoint][index:]:
        spoiled = one.spoil(spoiled)
    problem(spoiled.to(api), fault.status, fault.code)


def test_a_forged_token_creates_nothing_whatever_the_type(api: Api, student: Student) -> None:
    sent = Sent(CREATE_SESSION, student, 0, 0, token="x")
    response = replace(sent, token=forged(sent), body={"exam_type": "DEMO"}).to(api)
    problem(response, 401, "token_rejected")


def test_a_wrong_path_wins_over_a_preflight(api: Api) -> None:
    problem(api.call("get_config", "OPTIONS", f"{BASE_PATH}/nowhere"), 404, "not_found")
