"""The OpenAPI document as a whole."""

import inspect
import re
import sys
import tomllib
from collections.abc import Collection
from http import HTTPStatus
from pathlib import Path

import main
from exam_simulation.domain.session import GRACE
from exam_simulation.http import cors, idempotency
from exam_simulation.http.endpoint import EntryPoint
from exam_simulation.http.problems import PROBLEMS, Problem
from exam_simulation.http.routes import BASE_PATH
from exam_simulation.problem_codes import ProblemCode
from openapi import examples, problems
from openapi.operations import OPERATIONS, Operation
from openapi.parameters import EVERY_RESPONSE, headers, parameters
from openapi.schemas import Schema, components, reference

PROJECT = Path(__file__).parents[1]

DESCRIPTION = f"""Timed TOLC exam simulations. `docs/api.md` tells the same in prose.

- **Time.** A section's only clock is its `deadline_at`; it runs {GRACE.seconds} seconds longer, to
  forgive a slow network. Then it is graded from what was saved, by whichever request comes next.
- **Repeating.** Every request may be sent again: a start resumes, a save with `base_revision` is
  recognised, a completed section keeps its first outcome, and `{idempotency.HEADER}` makes creating
  a session repeatable. After a 503, wait for `Retry-After`.
- **Errors** are problem documents (RFC 9457). Go by `code`, which is stable.
- **Browsers.** Pages of the configured origins may send `{cors.ALLOWED_HEADERS}` and read
  `{cors.EXPOSED_HEADERS}`. Their preflights (`OPTIONS`) are answered without a token; these, and
  `HEAD`, which works wherever `GET` does, are what a browser does by itself, and not listed below.
"""

TAGS = {
    "Exam types": "What can be taken.",
    "Sessions": "An exam taken by a student, from its creation to its results.",
    "Sections": "The timed parts of a session, in order: start, save, complete.",
}


def document() -> Schema:
    """Write the document from the functions as they are imported."""
    about = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Exam simulation",
            "version": about["version"],
            "summary": about["description"],
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": BASE_PATH, "description": "Below wherever the functions are."}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "parameters": {
                name: {"name": name, **parameter} for name, parameter in parameters().items()
            },
            "headers": headers(),
            "securitySchemes": {
                "student": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The access token of a student who signed in to Supabase Auth.",
                }
            },
        },
    }


def _paths() -> Schema:
    paths: Schema = {}
    for name, operation in OPERATIONS.items():
        entry = getattr(main, name)
        methods = paths.setdefault(entry.path_template.removeprefix(BASE_PATH), {})
        methods[entry.methods[0].lower()] = _operation(entry, operation)
    return paths


def _operation(entry: EntryPoint, operation: Operation) -> Schema:
    story = inspect.getdoc(sys.modules[entry.__module__]) or ""
    path_ids = re.findall(r"\{(\w+)\}", entry.path_template)
    taken = [*path_ids, *operation.query, *operation.headers, "X-Request-Id"]
    written: Schema = {
        "operationId": entry.__name__,
        "tags": [operation.tag],
        "summary": _sentence(story.partition(": ")[2]).removesuffix("."),
        "description": inspect.getdoc(entry),
        "security": [] if entry.contract.public else [{"student": []}],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in taken],
    }
    if body := entry.contract.body:
        shown = examples.BODIES[entry.__name__]
        written["requestBody"] = {
            "required": entry.contract.body_required,
            "content": _content("application/json", reference(body), shown),
        }
    written["responses"] = {**_replies(entry, operation), **_problems(entry, operation)}
    return written


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _content(media_type: str, schema: Schema, shown: examples.Examples) -> Schema:
    values = {name: {"value": value} for name, value in shown.items()}
    return {media_type: {"schema": schema, "examples": values}}


def _replies(entry: EntryPoint, operation: Operation) -> Schema:
    return {
        str(status): {
            "description": text,
            "headers": _header_references(operation.response_headers),
            **_body(entry, status),
            **({"links": _links(operation)} if operation.links else {}),
        }
        for status, text in operation.responses.items()
    }


def _body(entry: EntryPoint, status: int) -> Schema:
    response = entry.contract.response
    if response is None:
        return {}
    shown = examples.REPLIES[entry.__name__][status]
    return {"content": _content("application/json", reference(response), shown)}


def _links(operation: Operation) -> Schema:
    return {
        target: {
            "operationId": target,
            "description": inspect.getdoc(getattr(main, target)),
            "parameters": dict(parameters),
        }
        for target, parameters in operation.links.items()
    }


def _problems(entry: EntryPoint, operation: Operation) -> Schema:
    by_status: dict[int, list[ProblemCode]] = {}
    for code, (status, _) in PROBLEMS.items():
        if code in operation.codes:
            by_status.setdefault(status, []).append(code)
    return {
        str(status): _problem(entry, status, codes) for status, codes in sorted(by_status.items())
    }


def _problem(entry: EntryPoint, status: int, codes: list[ProblemCode]) -> Schema:
    instance = entry.path_template.format(
        session_id=examples.SESSION_ID, section_id=examples.SECTION_ID
    )
    shown = {str(code): examples.problem(code, instance) for code in codes}
    description = "\n".join(f"- `{code}`: {one['detail']}" for code, one in shown.items())
    sent = [name for code in codes for name in Problem(code).headers]
    if "method_not_allowed" in codes:
        description = f"To other methods on this path.\n\n{description}"
        sent.append("Allow")
    return {
        "description": f"{HTTPStatus(status).phrase}\n\n{description}",
        "headers": _header_references(sent),
        "content": _content("application/problem+json", problems.schema_of(status, codes), shown),
    }


def _schemas() -> Schema:
    contracts = [getattr(main, name).contract for name in OPERATIONS]
    written = components(
        [contract.response for contract in contracts if contract.response],
        [contract.body for contract in contracts if contract.body],
    )
    saved = written["SavedAnswers"]["properties"]
    stored = {name: saved[name] for name in ("answers", "flagged", "revision")}
    running = {name: saved[name] for name in ("session_id", "section_id")}
    return dict(sorted({**written, **problems.schemas(stored, running)}.items()))


def _header_references(names: Collection[str]) -> Schema:
    components = {name: name for name in (*EVERY_RESPONSE, *names)}
    if "Cacheable" in names:
        components["Cache-Control"] = components.pop("Cacheable")
    return {
        name: {"$ref": f"#/components/headers/{component}"}
        for name, component in components.items()
    }
