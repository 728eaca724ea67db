"""Responses of 1 KiB and more are compressed where the client accepts it."""

import gzip
import json

import pytest

from tests.functions.conftest import Api, Sit
from tests.functions.responses import Response
from tests.functions.sitting import Sitting

ACCEPTED = ["gzip", "GZIP", "br, gzip;q=0.1", "*", "deflate, *;q=0.5"]
REFUSED = ["", "identity", "br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=nonsense", "\x00"]


@pytest.fixture
def finished(sit: Sit) -> Sitting:
    sitting = sit(exam_type="TOLC-I", sections=["english"], started=True)
    sitting.complete()
    return sitting


def results(sitting: Sitting, accepted: str | None, method: str = "GET") -> Response:
    headers = {**sitting.student.headers, "Origin": "http://localhost:5173"}
    if accepted is not None:
        headers["Accept-Encoding"] = accepted
    return sitting.api.request(method, f"/sessions/{sitting.id}/results", headers=headers)


def test_results_are_a_fraction_of_their_size(finished: Sitting) -> None:
    plain, packed = results(finished, None), results(finished, "gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
    for response in (plain, packed):
        assert response.headers["Vary"] == "Origin, Accept-Encoding"
        assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
    again = results(finished, "gzip")
    assert again.data == packed.data


@pytest.mark.parametrize("accepted", [*ACCEPTED, *REFUSED])
def test_the_client_says_whether_it_accepts_gzip(finished: Sitting, accepted: str) -> None:
    response = results(finished, accepted)
    assert response.headers.get("Content-Encoding") == ("gzip" if accepted in ACCEPTED else None)


def test_head_has_the_length_of_what_get_would_send(finished: Sitting) -> None:
    head, get = results(finished, "gzip", "HEAD"), results(finished, "gzip")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["Content-Encoding"] == "gzip"


def test_a_short_response_is_sent_as_it_is(api: Api, finished: Sitting) -> None:
    headers = {**finished.student.headers, "Accept-Encoding": "gzip"}
    response = api.get("/sessions/999999999", headers=headers)
    assert len(response.data) < 1024
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Origin"


def test_a_long_problem_is_compressed_too(api: Api, finished: Sitting) -> None:
    headers = {**finished.student.headers, "Accept-Encoding": "gzip"}
    body = {"exam_type": "DEMO", **{f"member_{n}": n for n in range(30)}}
    response = api.post("/sessions", headers=headers, json=body)
    assert response.status_code == 422
    assert len(json.loads(gzip.decompress(response.data))["errors"]) > 1


def test_the_exam_types_that_caches_keep_vary_too(api: Api) -> None:
    response = api.get("/config", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
