"""Each function starts alone, as it is deployed, with its own dependencies and no others."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from emulator import deployed
from emulator.ports import HOST, Ports, is_listening
from exam_simulation.services.catalogue import exam_types
from tests.functions.endpoints import ALL, CREATE_SESSION, GET_CONFIG, WITH_TOKEN, Endpoint
from tests.functions.tokens import claims_of, signed

SECONDS = 60
SETTINGS = (
    "SUPABASE_URL",
    "SUPABASE_PUBLISHABLE_KEY",
    "EXAM_FUNCTIONS_KEY",
    "CORS_ALLOWED_ORIGINS",
)


@dataclass(frozen=True)
class Server:
    """One function, served by functions-framework."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"


@pytest.fixture(scope="module")
def runtime() -> Path:
    """The programs of the environment that holds what is deployed."""
    if not deployed.is_ready():
        pytest.fail(
            "The functions' own virtual environment is missing or old;"
            " make it: python -m emulator.deployed"
        )
    return deployed.BIN


@pytest.fixture(scope="module")
def servers(
    runtime: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Server]]:
    """All eight, each in a process of its own."""
    logs = tmp_path_factory.mktemp("logs")
    settings = {name: environment[name] for name in SETTINGS}
    ports = _free_ports(len(ALL))
    started: dict[str, Server] = {}
    try:
        for endpoint, port in zip(ALL, ports, strict=True):
            log = logs / endpoint.name
            process = _start([runtime / "functions-framework"], endpoint, port, log, settings)
            started[endpoint.name] = Server(process, port, log)
        deadline = time.monotonic() + SECONDS
        for server in started.values():
            while not is_listening(server.port):
                assert server.process.poll() is None, server.log.read_text()
                assert time.monotonic() < deadline, server.log.read_text()
                time.sleep(0.05)
        yield started
    finally:
        for server in started.values():
            os.killpg(server.process.pid, signal.SIGKILL)  # gunicorn and its worker
            server.process.wait(SECONDS)


def _free_ports(count: int) -> list[int]:
    found: set[int] = set()
    while len(found) < count:
        found.add(Ports.free().functions)
    return sorted(found)


def _start(
    program: list[Path], endpoint: Endpoint, port: int, log: Path, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    target = ["--target", endpoint.name, "--host", HOST, "--port", str(port)]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*program, *target],
            cwd=deployed.PROJECT / "functions",
            env={"PATH": os.defpath, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def test_the_environment_holds_the_requirements_and_nothing_else(runtime: Path) -> None:
    listing = "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"
    output = subprocess.check_output([runtime / "python", "-I", "-c", listing], text=True)
    pinned = r"^([A-Za-z0-9._-]+)(?:\[[a-z0-9,]+\])?=="
    required = re.findall(pinned, deployed.REQUIREMENTS.read_text(), re.M)
    assert {_normal(name) for name in output.split()} <= {_normal(name) for name in required}
    assert {"functions-framework", "postgrest"} <= {_normal(name) for name in output.split()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("endpoint", WITH_TOKEN, ids=str)
def test_a_function_that_starts_alone_answers_its_own_path(
    servers: dict[str, Server], endpoint: Endpoint
) -> None:
    response = httpx.request(endpoint.method, servers[endpoint.name].url + endpoint.whole())
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "token_missing"


def test_the_configuration_that_starts_alone_reads_the_bank(servers: dict[str, Server]) -> None:
    response = httpx.get(servers["get_config"].url + GET_CONFIG.whole())
    assert response.status_code == 200
    assert len(response.json()["exam_types"]) == len(exam_types())


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_function_that_starts_alone_answers_no_other_s_path(
    servers: dict[str, Server], endpoint: Endpoint
) -> None:
    with httpx.Client(base_url=servers[endpoint.name].url) as client:
        for other in ALL:
            if other != endpoint:
                response = client.request(other.method, other.whole())
                shared = other.path == endpoint.path
                expected = (405, "method_not_allowed") if shared else (404, "not_found")
                assert (response.status_code, response.json()["code"]) == expected


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_function_that_starts_alone_writes_each_request_as_one_line_of_json(
    servers: dict[str, Server], endpoint: Endpoint
) -> None:
    server = servers[endpoint.name]
    httpx.options(server.url + endpoint.whole(), headers={"X-Request-Id": "this-one"})
    lines = [line for line in server.log.read_text().splitlines() if "this-one" in line]
    assert [json.loads(line)["function"] for line in lines] == [endpoint.name]


def test_a_body_without_a_length_is_bounded_on_the_real_server(
    servers: dict[str, Server],
) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b" " * 1024] * 65

    token = signed(claims_of("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"), "secret")
    response = httpx.post(
        servers["create_session"].url + CREATE_SESSION.whole(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        content=chunks(),
    )
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
