"""Whatever comes from outside is read, or refused in one of the ways that are written down."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar
from urllib.parse import unquote, urlencode
from uuid import UUID

import flask
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from exam_simulation import settings
from exam_simulation.domain.answers import AnswerSheet, GivenAnswer, require_on_paper
from exam_simulation.domain.errors import AnswersNotOnPaper
from exam_simulation.domain.exam_type import ExamType
from exam_simulation.errors import Misconfigured
from exam_simulation.http import cors
from exam_simulation.http.body import read_body
from exam_simulation.http.idempotency import read_key
from exam_simulation.http.paging import PageRequest, next_link, read_page_request
from exam_simulation.http.problems import Problem, problem_of
from exam_simulation.http.routes import Route
from exam_simulation.http.schemas.requests import (
    CompleteSection,
    CreateSession,
    EmptyBody,
    SaveAnswers,
)
from exam_simulation.http.tokens import decode_unverified
from exam_simulation.logs import trace_of
from exam_simulation.services.catalogue import exam_types
from tests.domain.properties import repeatable
from tests.functions.endpoints import ALL, BASE_PATH
from tests.functions.tokens import base64url, encoded

T = TypeVar("T")

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SHAPES: list[type[BaseModel]] = [EmptyBody, CreateSession, SaveAnswers, CompleteSection]

lines = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
"""What a header can hold: bytes, dressed as Latin-1."""
texts = st.text(max_size=20)
numbers = st.integers() | st.floats() | st.sampled_from([-0.0, 2**31, 2**63, 10**400, 1e308])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def request(**options: Any) -> flask.Request:
    return flask.Request(EnvironBuilder(**options).get_environ())


def outcome(call: Callable[..., T], *arguments: Any) -> tuple[T | None, Problem | None]:
    """What a request is read as, or the problem with which it is refused."""
    try:
        return call(*arguments), None
    except Problem as problem:
        return None, problem


def code_of(call: Callable[..., object], *arguments: Any) -> str | None:
    """The code with which a request is refused; None where it is not."""
    _, problem = outcome(call, *arguments)
    return problem.code if problem else None


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────

USER = UUID("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11")
SECONDS = int(NOW.timestamp())


@given(st.none() | lines | lines.map("Bearer {}".format) | st.from_regex(r"bearer [\w.-]+"))
@repeatable
def test_a_header_is_no_token_unless_it_is_one(authorization: str | None) -> None:
    assert code_of(decode_unverified, authorization, NOW) in ("token_missing", "token_invalid")


@given(st.text("0Aa._-=", max_size=12), st.text("0Aa._-=", max_size=12), values, values)
@repeatable
def test_parts_of_any_json_are_no_token(start: str, end: str, header: Any, claims: Any) -> None:
    token = f"{start}{encoded(header)}.{encoded(claims)}.{end}"
    assert code_of(decode_unverified, f"Bearer {token}", NOW) == "token_invalid"


@given(
    alg=st.sampled_from(["HS256", "RS256", "ES256", "EdDSA", "none", "HS512", "hs256", None]),
    role=st.sampled_from(["authenticated", "anon", "service_role", "Authenticated", None]),
    sub=st.sampled_from([str(USER), str(USER).upper(), USER.hex, f"{{{USER}}}", "x", "", 7, None]),
    exp=st.integers(-2, 2) | st.sampled_from([None, "later", True]),
    nbf=st.integers(28, 32) | st.sampled_from([None, "now"]),
)
@repeatable
def test_a_token_looks_good_where_each_of_its_claims_does(
    alg: object, role: object, sub: object, exp: object, nbf: object
) -> None:
    claims = {"role": role, "sub": sub}
    claims |= {"exp": SECONDS + exp if type(exp) is int else exp}
    claims |= {} if nbf is None else {"nbf": SECONDS + nbf if type(nbf) is int else nbf}
    token = f"{encoded({'alg': alg})}.{encoded(claims)}.{base64url(b'x')}"
    is_timely = type(exp) is int and exp > 0
    is_good = (
        alg in ("HS256", "RS256", "ES256", "EdDSA")
        and role == "authenticated"
        and sub in (str(USER), str(USER).upper())
        and nbf in (28, 29, 30, None)
    )
    if is_good and is_timely:
        assert decode_unverified(f"Bearer {token}", NOW).user == USER
    elif is_good and type(exp) is int:
        assert code_of(decode_unverified, f"Bearer {token}", NOW) == "token_expired"
    else:
        refused = code_of(decode_unverified, f"Bearer {token}", NOW)
        assert refused in ("token_invalid", "token_expired")


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────


def is_json(content: bytes) -> bool:
    """What the standard library's parser takes, but for what JSON for exchange excludes."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        json.dumps(json.loads(content.decode(), parse_constant=refuse), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


bodies_as_json = st.one_of(
    values,
    st.fixed_dictionaries(
        {},
        optional={
            "exam_type": st.sampled_from(["DEMO", "TOLC-I"]) | values,
            "extra_time_percent": st.integers(-1, 101) | values,
            "answers": st.lists(
                st.fixed_dictionaries(
                    {"question_id": numbers, "answer": st.none() | texts}, optional={"x": values}
                )
                | values,
                max_size=3,
            )
            | values,
            "base_revision": st.integers(-1, 3) | values,
        },
    ),
)
spoils = st.tuples(st.integers(0, 200), st.binary(max_size=3))


@pytest.mark.parametrize("shape", SHAPES)
@given(body=bodies_as_json, spoil=st.none() | spoils)
@repeatable
def test_a_body_is_json_and_of_its_shape_or_the_problem_says_which_not(
    shape: type[BaseModel], body: Any, spoil: tuple[int, bytes] | None
) -> None:
    content = json.dumps(body).encode()
    if spoil:
        place, spot = spoil
        content = content[:place] + spot + content[place + len(spot) :]
    assume(content)
    sent = request(data=content, content_type="application/json", method="POST")
    refused = code_of(read_body, sent, shape)
    if is_json(content):
        assert refused in (None, "validation_failed")
    else:
        assert refused == "invalid_json"


@given(content=st.binary(max_size=100), media_type=st.none() | lines, coding=st.none() | lines)
@example(b"{}", "application/json", None)
@example(b"{}", "application/json", "identity")
@repeatable
def test_a_body_of_any_bytes_of_any_kind_is_read_or_refused(
    content: bytes, media_type: str | None, coding: str | None
) -> None:
    headers = {} if coding is None else {"Content-Encoding": coding}
    sent = request(data=content, content_type=media_type, headers=headers, method="POST")
    refused = code_of(read_body, sent, EmptyBody)
    if not content:
        assert refused is None
    elif sent.mimetype != "application/json" or coding not in (None, "identity"):
        assert refused == "unsupported_media_type"
    else:
        assert refused in (None, "invalid_json", "validation_failed")


@given(st.integers(-2, 200_000), st.integers(0, 70_000), st.booleans())
@example(65_536, 65_536, True)
@example(65_536, 65_536, False)
@example(65_537, 65_537, True)
@repeatable
def test_a_body_is_as_long_as_it_says_or_refused(said: int, sent: int, terminated: bool) -> None:
    environ = EnvironBuilder(
        data=b"{}".ljust(sent)[:sent], content_type="application/json", method="POST"
    ).get_environ()
    environ["CONTENT_LENGTH"] = str(said)
    if terminated:
        environ["wsgi.input_terminated"] = True
    refused = code_of(read_body, flask.Request(environ), EmptyBody)
    read = sent if terminated else min(max(said, 0), sent)
    if said > 65_536 or read > 65_536:
        assert refused == "body_too_large"
    elif read < said:
        assert refused == "incomplete_body"
    else:
        assert refused == ("invalid_json" if read == 1 else None)


@given(
    st.lists(st.tuples(st.integers(), st.none() | texts), max_size=5),
    st.none() | st.integers(min_value=0),
)
@repeatable
def test_answers_are_read_as_they_were_sent(
    answers: list[tuple[int, str | None]], revision: int | None
) -> None:
    body: dict[str, Any] = {"answers": [{"question_id": n, "answer": o} for n, o in answers]}
    if revision is not None:
        body["base_revision"] = revision
    read = read_body(request(json=body, method="POST"), SaveAnswers, required=True)
    assert read.given() == sheet_of(answers)
    assert read.base_revision == revision
    assert read_body(request(json=body, method="POST"), CompleteSection).given() == read.given()


def sheet_of(answers: list[tuple[int, str | None]]) -> AnswerSheet:
    """What a list of answers is read as."""
    return AnswerSheet(
        tuple(
            GivenAnswer(*one, f"#/answers/{place}/question_id", f"#/answers/{place}/answer")
            for place, one in enumerate(answers)
        )
    )


@given(
    st.dictionaries(st.integers(1, 2**40), st.none() | texts, max_size=5),
    st.lists(st.integers(), max_size=5),
)
@repeatable
def test_answers_in_the_map_form_are_read_as_they_were_sent(
    answers: dict[int, str | None], flagged: list[int]
) -> None:
    body = {"answers": {str(number): one for number, one in answers.items()}, "flagged": flagged}
    read = read_body(request(json=body, method="POST"), SaveAnswers, required=True).given()
    assert read is not None
    assert {answer.question_id: answer.answer for answer in read.answers} == answers
    assert [one.question_id for one in read.flags] == flagged
    for given_answer in read.answers:
        parent, last = parent_at(body, given_answer.question_place)
        assert parent[last] == given_answer.answer
    for flag in read.flags:
        parent, last = parent_at(body, flag.place)
        assert parent[int(last)] == flag.question_id


def parent_at(body: Any, pointer: str) -> tuple[Any, str]:
    """Follow a JSON Pointer in a URI fragment to its last step."""
    assert pointer.startswith("#")
    *steps, last = [
        step.replace("~1", "/").replace("~0", "~") for step in unquote(pointer[1:]).split("/")
    ]
    for step in steps[1:]:
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body, last


@pytest.mark.parametrize("shape", SHAPES)
@given(body=bodies_as_json)
@repeatable
def test_a_fault_points_at_a_place_of_the_body(shape: type[BaseModel], body: Any) -> None:
    sent = request(data=json.dumps(body), content_type="application/json", method="POST")
    _, problem = outcome(read_body, sent, shape)
    assume(problem and problem.code == "validation_failed")
    assert problem
    assert 1 <= len(problem.faults) <= 20
    for fault in problem.faults:
        if fault.pointer != "#":
            parent, last = parent_at(body, fault.pointer)
            steps = map(str, parent if isinstance(parent, dict) else range(len(parent)))
            assert last in steps or fault.detail == "Field required"


@given(
    st.lists(st.integers(1, 9), unique=True),
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([None, "a", "e", "f", "A"]))),
)
@repeatable
def test_a_fault_of_an_answer_points_at_that_answer(
    paper: list[int], answers: list[tuple[int, str | None]]
) -> None:
    body = {"answers": [{"question_id": n, "answer": o} for n, o in answers]}
    problem = None
    try:
        require_on_paper(paper, 5, sheet_of(answers))
    except AnswersNotOnPaper as error:
        problem = problem_of(error)
    numbers = [number for number, _ in answers]
    is_good = set(numbers) <= set(paper) and len(set(numbers)) == len(numbers)
    assert (problem is None) == (is_good and {option for _, option in answers} <= {None, "a", "e"})
    if problem:
        assert (problem.status, problem.code) == (422, "answers_not_on_paper")
        assert 1 <= len(problem.faults) <= 20
        for fault in problem.faults:
            answer, field = parent_at(body, fault.pointer)
            wrong = answer[field]
            if field == "answer":
                assert wrong in ("f", "A")
            else:
                assert wrong not in paper or numbers.count(wrong) > 1


# ── query parameters, headers, paths ─────────────────────────────────────────────────────────────

HISTORY = f"{BASE_PATH}/history"
odd = st.sampled_from(
    ["", "0", "1", "01", "20", "100", "101", "completed", "unfinished", "DEMO", "١", "²", "1\n"]
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["status", "limit", "exam_type", "cursor", "other"]), odd | texts
        ),
        max_size=4,
    )
)
@repeatable
def test_a_query_is_a_page_of_a_listing_or_refused(query: list[tuple[str, str]]) -> None:
    sent = request(path=HISTORY, query_string=urlencode(query, errors="replace"))
    names = [name for name, _ in query]
    page, problem = outcome(read_page_request, sent)
    if page:
        assert page.status in ("completed", "unfinished")
        assert 1 <= page.limit <= 100
        assert {name for name in names if name != "other" and names.count(name) > 1} == set()
    elif problem:
        assert problem.code == "invalid_query_parameter"
        named = re.fullmatch(r"The query parameter (\w+) is malformed\.", problem.detail)
        assert named
        assert named[1] in names


places = st.tuples(
    st.datetimes(
        datetime(1, 1, 2),  # noqa: DTZ001
        datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=9, minutes=30))]),
    ),
    st.integers(1, 2**31 - 1),
)


@given(
    st.sampled_from(["completed", "unfinished"]),
    st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1),
    st.integers(1, 100),
    places,
)
@repeatable
def test_a_link_leads_to_the_place_that_it_was_made_for(
    status: Any, exam_type: str | None, limit: int, place: tuple[datetime, int]
) -> None:
    page = PageRequest(HISTORY, status, exam_type and exam_type[:64], limit, None)
    target = re.fullmatch(r'<([!-~]+)>; rel="next"', next_link(page, *place))
    assert target
    path, _, query = target[1].partition("?")
    again = read_page_request(request(path=path, query_string=query))
    assert again == PageRequest(HISTORY, status, page.exam_type, limit, place)


@given(st.binary(max_size=60) | values.map(lambda it: json.dumps(it).encode()))
@repeatable
def test_a_cursor_that_nobody_made_is_refused(content: bytes) -> None:
    cursor = urlsafe_b64encode(content).decode().rstrip("=")
    sent = request(path=HISTORY, query_string={"cursor": cursor})
    assert code_of(read_page_request, sent) == "invalid_query_parameter"


@given(
    st.sampled_from(["completed", "unfinished", "other"]),
    texts | st.datetimes().map(datetime.isoformat) | places.map(lambda it: it[0].isoformat()),
    st.integers() | st.booleans() | st.floats() | st.none(),
)
@repeatable
def test_a_cursor_is_a_time_with_a_zone_and_an_id(of: str, time: str, row_id: Any) -> None:
    cursor = base64url(json.dumps([of, time, row_id]).encode())
    sent = request(path=HISTORY, query_string={"cursor": cursor[:200], "status": "completed"})
    page, problem = outcome(read_page_request, sent)
    if problem:
        assert problem.code == "invalid_query_parameter"
    elif page:
        assert page.cursor == (datetime.fromisoformat(time), row_id)
        assert of == "completed"
        assert type(row_id) is int
        assert 1 <= row_id < 2**31


@given(lines | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=300))
@repeatable
def test_a_key_is_visible_ascii_or_refused(key: str) -> None:
    is_key = 1 <= len(key) <= 255 and all("!" <= letter <= "~" for letter in key)
    sent = request(headers={"Idempotency-Key": key})
    if is_key:
        assert read_key(sent) == key
    else:
        assert code_of(read_key, sent) == "invalid_idempotency_key"


WORDS = "api exam-simulation sessions sections start answers complete results history config"
IDS = ("1", "17", "2147483647")
NO_IDS = ("", "0", "2147483648", "9999999999", "01", "-1", "+1", "1.0", "1\n", "٣", "²", ".", "..")
segments = st.sampled_from([*WORDS.split(), *IDS, *NO_IDS]) | st.text("ab%/ \n", max_size=5)
near_paths = st.one_of(
    st.lists(segments, max_size=8).map("/".join),
    st.builds(
        lambda endpoint, session, section, tail: endpoint.whole(session, section) + tail,
        st.sampled_from(ALL),
        segments,
        segments,
        st.sampled_from(["", "", "", "/", "\n", "?", "//"]),
    ),
)


def ids_of(template: str, path: str) -> dict[str, int] | None:
    """What a route finds in a path, told a second time: segment by segment."""
    expected, found = template.split("/"), path.split("/")
    if len(expected) != len(found):
        return None
    ids = {}
    for name, value in zip(expected, found, strict=True):
        if name.startswith("{"):
            if value not in IDS:
                return None
            ids[name[1:-1]] = int(value)
        elif name != value:
            return None
    return ids


@pytest.mark.parametrize("endpoint", ALL, ids=str)
@given(path=near_paths)
@repeatable
def test_a_route_is_matched_segment_by_segment(endpoint: Any, path: str) -> None:
    route = Route(endpoint.method, endpoint.path.replace("{id}", "{session_id}"))
    assert route.match(path) == ids_of(route.template, path)


@given(number=st.integers(-3, 2**31 + 3) | st.integers())
@repeatable
def test_an_id_is_a_positive_int4(number: int) -> None:
    route = Route("GET", "/sessions/{session_id}")
    found = route.match(f"{BASE_PATH}/sessions/{number}")
    assert found == ({"session_id": number} if 1 <= number < 2**31 else None)


hosts = st.sampled_from(["http://localhost", "https://a.example", "https://b.example:8443"])
tails = st.sampled_from(["", ":", ":1", ":65535", ":123456", ":*", ":x", ":٣", ".evil", "\n", "/"])
origins = st.builds(str.__add__, hosts, tails) | lines


patterns = st.sampled_from(["http://localhost", "https://a.example", "https://b.example:8443"])
patterns |= st.sampled_from(["http://localhost:*", "https://a.example:*"])


@given(origins, st.lists(patterns, max_size=3))
@repeatable
def test_an_origin_is_allowed_that_is_listed_or_has_a_port_where_any_is(
    origin: str, allowed: list[str]
) -> None:
    host, _, port = origin.rpartition(":")
    has_port = re.fullmatch("[0-9]{1,5}", port) is not None
    is_listed = (
        origin in allowed or f"{origin}:*" in allowed or (has_port and f"{host}:*" in allowed)
    )
    assert cors.is_allowed(origin, allowed) == is_listed
    headers = Headers()
    cors.add_headers(headers, origin, allowed)
    assert ("Access-Control-Allow-Origin" in headers) == is_listed


@given(lines | st.from_regex(r"\A[0-9a-f]{2}-[0-9a-f]{31,33}-[0-9a-f]{16}-[0-9a-f]{2}\Z"))
@repeatable
def test_a_trace_is_32_hexadecimal_digits_or_none(header: str) -> None:
    for name in ("traceparent", "x-cloud-trace-context"):
        trace = trace_of(Headers({name: header}))
        assert trace is None or (re.fullmatch("[0-9a-f]{32}", trace) and trace in header)


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**64 - 1))
@repeatable
def test_a_trace_of_either_kind_is_found(trace: bytes, span: int) -> None:
    assert trace_of({"traceparent": f"00-{trace.hex()}-{span:016x}-01"}) == trace.hex()
    assert trace_of({"x-cloud-trace-context": f"{trace.hex()}/{span};o=1"}) == trace.hex()


# ── settings and files ───────────────────────────────────────────────────────────────────────────

SECRET = "s3cr3t-" * 6
GOOD = {
    "SUPABASE_URL": "https://project.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_key",
    "EXAM_FUNCTIONS_KEY": SECRET,
}
variables = st.dictionaries(
    st.sampled_from(
        [
            *GOOD,
            "CORS_ALLOWED_ORIGINS",
            "SUPABASE_DEADLINE_SECONDS",
            "GOOGLE_CLOUD_PROJECT",
        ]
    ),
    texts
    | st.sampled_from(
        ["http://[", "http://a:0", "http://a:99999", "HTTPS://A", "nan", "inf", "1e9"]
    )
    | st.sampled_from(["https://a.example,http://localhost:*", "*", "9", "https://ü.example"]),
)


@given(variables)
@repeatable
def test_settings_are_good_or_each_that_is_not_is_named(changed: dict[str, str]) -> None:
    refusal = ""
    try:
        read = settings.load({**GOOD, **changed})
        assert re.fullmatch(r"https?://[!-~]+", read.supabase_url, re.IGNORECASE)
        assert 0 < read.supabase_deadline_seconds <= 9
        assert len(read.exam_functions_key.get_secret_value()) >= 32
    except Misconfigured as error:
        refusal = str(error)
    if refusal:
        assert any(name in refusal for name in changed)
        assert SECRET not in refusal


_exam_type = TypeAdapter(ExamType)
TYPES = [_exam_type.dump_python(one, mode="json") for one in exam_types().values()]


def replaced(content: Any, path: tuple[Any, ...], value: Any) -> Any:
    """JSON with another value at a place of it."""
    if not path:
        return value
    step, *rest = path
    if isinstance(content, list):
        return [
            replaced(one, tuple(rest), value) if n == step else one for n, one in enumerate(content)
        ]
    return {**content, step: replaced(content[step], tuple(rest), value)}


def places_in(content: Any) -> list[tuple[Any, ...]]:
    """Every place of some JSON."""
    inner: Any = []
    if isinstance(content, dict):
        inner = content.items()
    elif isinstance(content, list):
        inner = enumerate(content)
    return [(), *((step, *rest) for step, one in inner for rest in places_in(one))]


@given(st.sampled_from(TYPES), st.data())
@repeatable
def test_a_file_that_describes_no_exam_type_is_refused(content: Any, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places_in(content)))
    changed = replaced(content, place, data.draw(values))
    try:
        read = _exam_type.validate_json(json.dumps(changed))
    except ValidationError:
        return
    assert read.sections
    for plan in read.sections:
        assert plan.question_count >= 1
        assert (plan.scoring.correct * 4) % 1 == 0
    assert _exam_type.validate_json(_exam_type.dump_json(read)) == read
