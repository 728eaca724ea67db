"""schemathesis, sending what the OpenAPI document allows and what it does not."""

import json
from collections import Counter
from functools import partial
from typing import Any

import httpx
import hypothesis
import schemathesis
from schemathesis import HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema

from exam_simulation.services.catalogue import exam_types
from tests.conftest import SignUp, Student
from tests.openapi.conformance import DOCUMENT

Case = schemathesis.Case[Any]
Tally = Counter[tuple[str, int]]
"""How often which function answered which status."""

NOT_ABOUT_THE_FORM = {"answers_not_on_paper", "idempotency_key_reused", "unknown_exam_type"}
"""Why data that the document allows may be refused with a 422 nevertheless."""
MANY_SECTIONS = 6
"""As no exam type has more."""


class Desk:
    """What a student has in front of them: hooks that bring valid data nearer to it."""

    def __init__(self, answered: Tally, url: str, sign_up: SignUp) -> None:
        self._answered = answered
        self._url = url
        self._sign_up = sign_up

    def sit_down(self) -> Student:
        """Have a new student, who completes a session, so that there are results."""
        student = self._sign_up()
        with httpx.Client(base_url=self._url, headers=student.headers) as http:
            session = http.post("/sessions", json={"exam_type": "DEMO"}).json()["id"]
            for section in (1, 2):
                for move in ("start", "complete"):
                    http.post(f"/sessions/{session}/sections/{section}/{move}").raise_for_status()
        self._finished = session
        self._sections = {session: 1}  # by session, the section that comes next
        self._papers: dict[tuple[int, int], list[int]] = {}
        return student

    def schema(self, options: dict[str, Any]) -> schemathesis.BaseSchema:
        """Load the document, with schemathesis's options."""
        # All checks are on; `object_level_authorization` alone has nothing to do, because it wants
        # the students' passwords. Tests of the functions cross two students.
        config = schemathesis.Config.from_dict({**options, "base-url": self._url})
        schema = schemathesis.openapi.from_dict(DOCUMENT, config=config)
        for hook in (self.map_case, self.after_call, self.filter_failure):
            # schemathesis notes something on each, which a bound method does not allow.
            schema.hook(hook.__name__)(partial(hook))
        return schema

    def map_case(self, _context: HookContext, case: Case) -> Case:
        """Bring valid data nearer to what a student would send."""
        if is_valid(case):
            session, section = self._near(case)
            ids = {"session_id": session, "section_id": section}
            case.path_parameters = {name: ids[name] for name in case.path_parameters}
            if isinstance(case.body, dict):
                case.body = self._sensible(case.body, (session, section))
        return case

    def _near(self, case: Case) -> tuple[int, int]:
        """The place of a request, or one where it may succeed if there is nothing at that."""
        session, section = place_of(case)
        if session in self._sections:
            return session, self._sections[session] if section > MANY_SECTIONS else section
        # Now and then it may stay so, and when everything was deleted.
        if session % 4 == 0 or not self._sections:
            return session, section
        if name_of(case) == "get_results":
            return self._finished, section
        if name_of(case) != "start_section" and self._papers:
            return [*self._papers][-1]
        return [*self._sections.items()][-1]

    def _sensible(self, sent: dict[str, Any], place: tuple[int, int]) -> dict[str, Any]:
        """A body whose answers, where the paper is known, are possible ones."""
        # JSON Schema takes 7.0 for an integer; the functions do not.
        body: dict[str, Any] = json.loads(json.dumps(sent), parse_float=lambda it: int(float(it)))
        if "base_revision" in body:
            body["base_revision"] %= 3
        # Now and then it may stay a type that does not exist.
        if "exam_type" in body and len(body["exam_type"]) % 4:
            body["exam_type"] = [*exam_types()][len(body["exam_type"]) % len(exam_types())]
        if "sections" in body and (taken := exam_types().get(body.get("exam_type", "TOLC-I"))):
            codes = [plan.code for plan in taken.sections]
            body["sections"] = codes[: len(body["sections"])]
        if "answers" in body and (paper := self._papers.get(place)):
            numbers = paper[: len(body["answers"])]
            body["answers"] = [{"question_id": one, "answer": "abcde"[one % 5]} for one in numbers]
            if "flagged" in body:
                body["answers"] = {str(answer["question_id"]): "a" for answer in body["answers"]}
                body["flagged"] = paper[: len(body["flagged"])]
        if "flagged" in body and isinstance(body.get("answers"), list):
            del body["flagged"]  # which goes with a map alone; the document says it in words
        return body

    def after_call(self, _context: HookContext, case: Case, response: Response) -> None:
        """Count, and note the sessions and the papers under way."""
        known = case.method == case.operation.method.upper()
        name = name_of(case) if known else "another method"
        self._answered[name, response.status_code] += 1
        match name, response.status_code:
            case "create_session", 201:
                self._sections[response.json()["id"]] = 1
            case "start_section", 200:
                questions = response.json()["questions"]
                self._papers[place_of(case)] = [question["id"] for question in questions]
            case "complete_section", 200:
                session, section = place_of(case)
                self._sections[session] = section + 1
                self._papers.pop((session, section), None)
            case "delete_session", 204:
                self._forget(place_of(case)[0])

    def _forget(self, session: int) -> None:
        self._sections.pop(session, None)
        self._papers = {
            place: paper for place, paper in self._papers.items() if place[0] != session
        }

    def filter_failure(
        self, _context: HookContext, failure: Failure, case: Case, response: Response
    ) -> bool:
        """Skip what schemathesis cannot know of valid data."""
        if type(failure).__name__ != "RejectedPositiveData":
            return True
        code = response.json()["code"]
        is_opaque = code == "invalid_query_parameter" and "cursor" in case.query
        return code not in NOT_ABOUT_THE_FORM and not is_opaque


def each_operation(desk: Desk, *, seed: int, cases: int) -> None:
    """Send to each operation its examples, its boundary cases, and so many random cases.

    Raises:
        AssertionError: something was wrong; tells what, and how to repeat it.
    """
    schema = desk.schema(
        {
            "headers": desk.sit_down().headers,
            "seed": seed,
            "generation": {"database": "none"},
            "phases": {
                "coverage": {"generate-duplicate-query-parameters": True},
                "fuzzing": {"generation": {"max-examples": cases}},
                "stateful": {"enabled": False},
            },
        }
    )
    failures: dict[str, str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            raise event.value
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            failures |= _failures(event)
    assert not failures, "\n\n".join(map("\n".join, failures.items()))


def along_the_links(desk: Desk, *, seed: int, walks: int) -> None:
    """Walk along the links of the document, so many times.

    Each time as a new student, because a walk is to go the same way when it is gone again.

    Raises:
        FailureGroup: something was wrong.
    """
    schema = desk.schema(
        {
            # The token is given to each call: schemathesis would believe to have left it out.
            "generation": {"with-security-parameters": False},
            "phases": {"stateful": {"inference": {"algorithms": []}}},
        }
    )

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.student = desk.sit_down()

        def get_call_kwargs(self, case: Case) -> dict[str, object]:  # noqa: ARG002
            return {"headers": self.student.headers}

    hypothesis.seed(seed)(Walk)
    Walk.run(
        settings=hypothesis.settings(
            phases=[hypothesis.Phase.generate],
            max_examples=walks,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
    )


def _failures(event: events.ScenarioFinished) -> dict[str, str]:
    checks = [check for checks in event.recorder.checks.values() for check in checks]
    return {
        f"{check.name}: {found.failure.operation}": f"{found.failure.message}\n{found.code_sample}"
        for check in checks
        if (found := check.failure_info)
    }


def is_valid(case: Case) -> bool:
    """Whether the document allows this request."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def name_of(case: Case) -> str:
    """The function that a request is for."""
    return str(case.operation.definition.raw["operationId"])


def place_of(case: Case) -> tuple[int, int]:
    """The session and the section that a request is for; 0 where it names none."""
    session, section = (case.path_parameters.get(it, 0) for it in ("session_id", "section_id"))
    return int(session), int(section)
