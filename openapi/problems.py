"""Problem documents, and which codes come with a status."""

import inspect
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from exam_simulation.http.problems import MAX_FAULTS, PROBLEMS, Fault, ParameterFault, Problem
from exam_simulation.problem_codes import ProblemCode
from openapi.schemas import REF, Schema

TELLING_MORE = {
    "stale_answers": "StaleAnswers",
    "another_section_running": "AnotherSectionRunning",
    "invalid_query_parameter": "InvalidParameter",
    "invalid_idempotency_key": "InvalidParameter",
}
"""Problems with members of their own, by code."""


def schemas(stored: Mapping[str, Schema], running: Mapping[str, Schema]) -> Schema:
    """Describe the problem documents.

    Args:
        stored: the schemas of what a problem of stale answers shows of what is stored.
        running: the schemas of the ids that a problem of another running section shows.

    Returns:
        The schemas by component name.
    """
    faults = {"type": "array", "maxItems": MAX_FAULTS, "items": {"$ref": f"{REF}Fault"}}
    of_parameters = [code for code, name in TELLING_MORE.items() if name == "InvalidParameter"]
    return {
        "ProblemCode": {
            "description": "What went wrong; stable.",
            "type": "string",
            "enum": [*PROBLEMS],
        },
        "Problem": _problem(),
        "Invalid": _more("A problem with what was sent; it names a few faults.", errors=faults),
        "Fault": _fault(Fault),
        "ParameterFault": _fault(ParameterFault),
        "InvalidParameter": _more(
            "Names a malformed query parameter or header, and what it may be.",
            code=_codes(of_parameters),
            errors={**faults, "items": {"$ref": f"{REF}ParameterFault"}},
        ),
        "StaleAnswers": _more(
            "Shows what is stored, to be merged and saved again.",
            code=_codes(["stale_answers"]),
            **stored,
        ),
        "AnotherSectionRunning": _more(
            "Names the section that runs.", code=_codes(["another_section_running"]), **running
        ),
    }


def _more(description: str, **members: Schema) -> Schema:
    # In `allOf`, for generators drop what is beside a `$ref`.
    more = {"type": "object", "properties": members, "required": [*members]}
    return {"description": description, "allOf": [{"$ref": f"{REF}Problem"}, more]}


def _codes(codes: Sequence[str]) -> Schema:
    return {"type": "string", "enum": [*codes]}


def schema_of(status: int, codes: Sequence[str]) -> Schema:
    """Describe the problem documents with one status and one of these codes."""
    plain = [code for code in codes if code not in TELLING_MORE]
    name = "Invalid" if status == HTTPStatus.UNPROCESSABLE_ENTITY else "Problem"
    schemas = [_with(name, status, plain)] if plain else []
    schemas += [_with(TELLING_MORE[code], status, [code]) for code in codes if code in TELLING_MORE]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _with(name: str, status: int, codes: Sequence[str]) -> Schema:
    members = {"status": {"type": "integer", "enum": [status]}, "code": _codes(codes)}
    more = {"type": "object", "properties": members, "required": [*members]}
    return {"allOf": [{"$ref": REF + name}, more], "unevaluatedProperties": False}


def _fault(kind: type[Fault | ParameterFault]) -> Schema:
    return {
        "description": inspect.getdoc(kind),
        "type": "object",
        "properties": {name: {"type": "string"} for name in kind.__dataclass_fields__},
        "required": [*kind.__dataclass_fields__],
        "additionalProperties": False,
    }


def _problem() -> Schema:
    described = {
        "status": {"type": "integer", "enum": sorted({status for status, _ in PROBLEMS.values()})},
        "code": {"$ref": f"{REF}ProblemCode"},
    }
    members = Problem(ProblemCode.NOT_FOUND).document("/")
    return {
        "description": "A problem document (RFC 9457). Programs should use its `code`.",
        "type": "object",
        "properties": {name: described.get(name, {"type": "string"}) for name in members},
        "required": [*members],
    }
