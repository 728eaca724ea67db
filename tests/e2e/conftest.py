"""The functions as they are served: over HTTP, in a process of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import SignUp, Student

BASE_PATH = "/api/exam-simulation"


@dataclass(frozen=True)
class Frontend:
    """A student's frontend: sends requests, insists on success unless told otherwise."""

    http: httpx.Client

    def send(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """Send a request below the base path; give the decoded answer."""
        response = self.http.request(method, BASE_PATH + path, json=body)
        assert response.status_code == status, (
            f"{method} {path}: {response.status_code} {response.text}"
        )
        return response.json()

    def create(self, exam_type: str, **body: object) -> Any:
        """Create a session."""
        return self.send("POST", "/sessions", {"exam_type": exam_type, **body}, 201)

    def start(self, session_id: int, section_id: int) -> Any:
        """Start or resume a section."""
        return self.send("POST", f"/sessions/{session_id}/sections/{section_id}/start")

    def save(self, session_id: int, section_id: int, answers: dict[int, str | None]) -> Any:
        """Save answers, given by question id."""
        given = [{"question_id": number, "answer": answer} for number, answer in answers.items()]
        path = f"/sessions/{session_id}/sections/{section_id}/answers"
        return self.send("PUT", path, {"answers": given})

    def complete(self, session_id: int, section_id: int, body: object = None) -> Any:
        """Complete a section."""
        path = f"/sessions/{session_id}/sections/{section_id}/complete"
        return self.send("POST", path, body)


OpenFrontend = Callable[[Student], Frontend]


@pytest.fixture
def open_frontend(environment: dict[str, str]) -> Iterator[OpenFrontend]:
    """Open frontends for students; they close with the test."""
    clients: list[httpx.Client] = []

    def make(student: Student) -> Frontend:
        url = environment["FUNCTIONS_URL"]
        clients.append(httpx.Client(base_url=url, headers=student.headers, timeout=30))
        return Frontend(clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def frontend(open_frontend: OpenFrontend, sign_up: SignUp) -> Frontend:
    """The frontend of a student who has just signed up."""
    return open_frontend(sign_up())
