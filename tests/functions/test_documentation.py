"""What the OpenAPI document lists is there to be had; that nothing else is, `Api.call` sees to."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Student
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import ALL, SAVE_ANSWERS, Endpoint
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed
from tests.functions.upstream import Behaviour, Upstream, closes, responds
from tests.openapi.conformance import CODES, DOCUMENT, require_valid

NOBODY = "6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"
ENDPOINTS = {endpoint.name: endpoint for endpoint in ALL}


@dataclass
class Attempt:
    """A request to an endpoint that is to fail."""

    endpoint: Endpoint
    api: Api
    sit: Sit
    configure: Configure
    student: Student

    def send(
        self, session: object = 1, section: object = 1, *, query: str = "", **options: Any
    ) -> Response:
        """Send it, as a good request but for what is said otherwise."""
        if self.endpoint == SAVE_ANSWERS and not options.keys() & {"data", "input_stream"}:
            options = {"json": {"answers": []}} | options
        options["headers"] = self.student.headers | options.get("headers", {})
        method = options.pop("method", self.endpoint.method)
        return self.api.request(method, self.endpoint.below(session, section) + query, **options)

    def to(self, *behaviours: Behaviour) -> Response:
        """Send it, with somebody else in Supabase's place."""
        with Upstream(*behaviours) as upstream:
            self.configure(SUPABASE_URL=upstream.url)
            return self.send()

    def refused(self, code: str) -> Response:
        """Send it, and let Supabase refuse it with a code of its own."""
        return self.to(responds(400, json.dumps({"code": code, "message": "no", "details": None})))

    def bearing(self, token: str) -> Response:
        """Send it with another token."""
        return self.send(headers={"Authorization": token})

    def at(self, sitting: Sitting, section: int = 1, **options: Any) -> Response:
        """Send it to a section that there is."""
        return self.send(sitting.id, section, **options)


def short_bank(attempt: Attempt) -> Response:
    if attempt.endpoint.name == "create_session":
        refusal = {"code": "PT422", "message": "…", "details": "english", "hint": "bank_too_small"}
        return attempt.to(responds(422, json.dumps(refusal)))
    sitting = attempt.sit()
    sitting.patch_metadata("jsonb_set(metadata, '{structure,sections,0,subjects}', '[\"dance\"]')")
    return attempt.at(sitting)


def unreadable(attempt: Attempt) -> Response:
    sitting = attempt.sit()
    sitting.patch_metadata("'{}'")
    return attempt.at(sitting)


def completed(attempt: Attempt) -> Response:
    sitting = attempt.sit(started=True)
    sitting.complete()
    return attempt.at(sitting)


def running_elsewhere(attempt: Attempt) -> Response:
    attempt.sit(started=True)
    return attempt.at(attempt.sit())


def reused(attempt: Attempt) -> Response:
    for percent in (0, 1):
        body = {"exam_type": "DEMO", "extra_time_percent": percent}
        response = attempt.send(headers={"Idempotency-Key": "the-same"}, json=body)
    return response


def cut_short(attempt: Attempt) -> Response:
    environ = {"CONTENT_LENGTH": "20", "wsgi.input_terminated": True}
    body = io.BytesIO(b"{}")
    return attempt.send(
        input_stream=body, content_type="application/json", environ_overrides=environ
    )


def not_on_paper(attempt: Attempt) -> Response:
    given = [{"question_id": 0, "answer": "a"}]
    return attempt.at(attempt.sit(started=True), json={"answers": given})


PROVOCATIONS: dict[str, Callable[[Attempt], Response]] = {
    "not_found": lambda it: it.send(0),
    "method_not_allowed": lambda it: it.send(method="PATCH"),
    "body_too_large": lambda it: it.send(data=b" " * 65_537, content_type="application/json"),
    "unsupported_media_type": lambda it: it.send(data="{}", content_type="text/plain"),
    "incomplete_body": cut_short,
    "invalid_json": lambda it: it.send(data="{", content_type="application/json"),
    "invalid_idempotency_key": lambda it: it.send(headers={"Idempotency-Key": "two words"}),
    "invalid_query_parameter": lambda it: it.send(query="?exam_type="),
    "validation_failed": lambda it: it.send(json={"colour": "red"}),
    "unknown_exam_type": lambda it: it.send(json={"exam_type": "TOLC-UNKNOWN"}),
    "idempotency_key_reused": reused,
    "token_missing": lambda it: it.bearing(""),
    "token_invalid": lambda it: it.bearing("Bearer garbage"),
    "token_expired": lambda it: it.bearing(
        f"Bearer {signed({**claims_of(NOBODY), 'exp': 1}, 'any')}"
    ),
    "token_rejected": lambda it: it.bearing(f"Bearer {signed(claims_of(NOBODY), 'wrong')}"),
    "user_unknown": lambda it: it.refused("PT401"),
    "session_not_found": lambda it: it.send(2_147_483_647),
    "section_not_found": lambda it: it.at(it.sit(), 9),
    "section_not_started": lambda it: it.at(it.sit()),
    "section_completed": completed,
    "previous_section_not_completed": lambda it: it.at(it.sit(), 2),
    "another_section_running": running_elsewhere,
    "session_not_completed": lambda it: it.at(it.sit()),
    "stale_answers": lambda it: it.at(
        it.sit(started=True), json={"answers": [], "base_revision": 7}
    ),
    "session_unreadable": unreadable,
    "answers_not_on_paper": not_on_paper,
    "bank_too_small": short_bank,
    "busy": lambda it: it.refused("40001"),
    "upstream_unavailable": lambda it: it.to(closes),
    "misconfigured": lambda it: it.refused("42501"),
    "internal_error": lambda it: it.refused("22P02"),
}


@pytest.fixture
def prepare(
    api: Api, sit: Sit, configure: Configure, student: Student
) -> Callable[[Endpoint], Attempt]:
    """Prepare an attempt at an endpoint."""
    return lambda endpoint: Attempt(endpoint, api, sit, configure, student)


@pytest.mark.parametrize(("name", "status", "code"), CODES)
def test_a_documented_code_can_be_had(
    prepare: Callable[[Endpoint], Attempt], name: str, status: int, code: str
) -> None:
    attempt = prepare(ENDPOINTS[name])
    problem(PROVOCATIONS[code](attempt), status, code)


def test_the_metadata_of_a_session_is_as_documented_at_every_stage(sit: Sit) -> None:
    sitting = sit(extra_time_percent=30)
    stages = [sitting.row()["metadata"]]
    for section in (1, 2):
        for move in (sitting.start, sitting.complete):
            move(section)
            stages.append(sitting.get().json["metadata"])
    documented = set(DOCUMENT["components"]["schemas"]["Section"]["properties"])
    for metadata in stages:
        require_valid({"$ref": "#/components/schemas/SessionMetadata"}, metadata)
        assert set().union(*metadata["sections"]) <= documented
    assert set().union(*stages[-1]["sections"]) == documented
    assert stages[-1]["overall_score"] is not None
