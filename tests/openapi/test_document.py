"""The OpenAPI document is what the code says now, is valid, and leaves nothing out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import main
from exam_simulation.http.problems import PROBLEMS
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.problem_codes import ProblemCode
from openapi import __main__ as writer
from openapi import problems as problem_documents
from openapi.__main__ import TARGET, run, text
from tests.openapi.conformance import CODES, DOCUMENT, OPERATIONS, require_valid

EXAMPLES = [
    (f"{name} {where} {kind}", media["schema"], example["value"])
    for name, operation in OPERATIONS.items()
    for where, part in [("body", operation.get("requestBody")), *operation["responses"].items()]
    if part
    for media in part.get("content", {}).values()
    for kind, example in media["examples"].items()
]
LINKS = [
    (name, response, link)
    for name, operation in OPERATIONS.items()
    for response in operation["responses"].values()
    for link in response.get("links", {}).values()
]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to."""
    found: Any = DOCUMENT
    for token in part["$ref"].removeprefix("#/").split("/"):
        found = found[token]
    assert isinstance(found, dict)
    return found


def parameters_of(name: str) -> set[str]:
    return {resolved(parameter)["name"] for parameter in OPERATIONS[name]["parameters"]}


def test_the_committed_document_is_what_the_code_says_now() -> None:
    assert TARGET.read_text(encoding="utf-8") == text(), "stale: make openapi"
    assert run(["--check"]) == 0


def test_a_stale_document_is_found_and_written_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "openapi.json"
    monkeypatch.setattr(writer, "TARGET", target)
    assert run(["--check"]) == 1
    target.write_text("{}")
    assert run(["--check"]) == 1
    assert run([]) == 0
    assert run(["--check"]) == 0


def test_it_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_function_is_an_operation_at_its_own_path() -> None:
    listed = {
        operation["operationId"]: (path, method.upper())
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }
    entries = [getattr(main, name) for name in main.__all__]
    assert listed == {
        entry.__name__: (entry.path_template.removeprefix(BASE_PATH), entry.methods[0])
        for entry in entries
    }


@pytest.mark.parametrize(("_of", "schema", "value"), EXAMPLES, ids=[one for one, *_ in EXAMPLES])
def test_an_example_conforms_to_its_schema(_of: str, schema: dict[str, Any], value: object) -> None:
    require_valid(schema, value)


def test_the_examples_of_parameters_and_headers_conform_to_their_schemas() -> None:
    for parameter in DOCUMENT["components"]["parameters"].values():
        if "example" in parameter:
            require_valid(parameter["schema"], parameter["example"])
    for header in DOCUMENT["components"]["headers"].values():
        for example in header["schema"].get("examples", []):
            require_valid(header["schema"], example)


def test_every_body_reply_and_problem_has_an_example() -> None:
    named = {name for name, _, _ in EXAMPLES}
    assert {f"{name} {status} {code}" for name, status, code in CODES} <= named
    for name, operation in OPERATIONS.items():
        wanted = ["body"] if "requestBody" in operation else []
        wanted += [
            status
            for status, response in operation["responses"].items()
            if status < "300" and "content" in response
        ]
        assert all(any(one.startswith(f"{name} {it} ") for one in named) for it in wanted)


def test_every_link_leads_to_parameters_that_exist_from_values_that_exist() -> None:
    for name, response, link in LINKS:
        assert set(link["parameters"]) <= parameters_of(link["operationId"])
        for expression in link["parameters"].values():
            if source := re.fullmatch(r"\$request\.path\.(\w+)", expression):
                assert source[1] in parameters_of(name)
            else:
                pointer = expression.removeprefix("$response.body#/")
                examples = response["content"]["application/json"]["examples"].values()
                assert any(found(pointer, example["value"]) for example in examples), expression


def found(pointer: str, value: Any) -> bool:
    """Whether a JSON Pointer points at something."""
    try:
        for token in pointer.split("/"):
            value = value[int(token) if isinstance(value, list) else token]
    except LookupError:
        return False
    return value is not None


def test_links_lead_to_every_operation_but_those_that_one_begins_with() -> None:
    reached = {link["operationId"] for _, _, link in LINKS}
    assert set(OPERATIONS) - reached == {
        "create_session",
        "get_history",
        "get_progress",
        "get_config",
    }


def test_every_code_belongs_to_an_operation_and_each_to_its_status() -> None:
    assert {code for _, _, code in CODES} == set(PROBLEMS)
    assert [
        (name, code) for name, status, code in CODES if status != PROBLEMS[ProblemCode(code)][0]
    ] == []


def test_only_the_exam_types_are_open_to_everybody() -> None:
    public = [name for name, operation in OPERATIONS.items() if operation["security"] == []]
    assert public == ["get_config"]
    secured = [operation for name, operation in OPERATIONS.items() if name not in public]
    assert all("401" in operation["responses"] for operation in secured)


def test_objects_are_closed_but_for_what_others_may_write() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    is_open = {name for name, schema in schemas.items() if any(map(is_open_object, within(schema)))}
    # The responses close the problems that they refer to.
    problems = {"Problem", "Invalid", *problem_documents.TELLING_MORE.values()}
    assert is_open == {"Section", "SessionMetadata", *problems}


def is_open_object(schema: dict[str, Any]) -> bool:
    has_members = {"properties", "patternProperties"} & schema.keys()
    is_closed = schema.get("additionalProperties", True) is not True
    return schema.get("type") == "object" and bool(has_members) and not is_closed


def within(schema: object) -> Iterator[dict[str, Any]]:
    """A schema and all schemas in it."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from within(part)
    if isinstance(schema, list):
        for part in schema:
            yield from within(part)


def test_no_schema_gives_a_paper_s_answers_away() -> None:
    question = json.dumps(DOCUMENT["components"]["schemas"]["Question"])
    assert "correct" not in question
    assert "explanation" not in question
