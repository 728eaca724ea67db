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
        "Problem": _problem(),
        "Invalid": {
            "description": "A problem with what was sent; it names a few faults.",
            "$ref": f"{REF}Problem",
            "properties": {"errors": faults},
            "required": ["errors"],
        },
        "Fault": _fault(Fault),
        "ParameterFault": _fault(ParameterFault),
        "InvalidParameter": {
            "description": "Names a malformed query parameter or header, and what it may be.",
            "$ref": f"{REF}Problem",
            "properties": {
                "code": {"enum": of_parameters},
                "errors": {**faults, "items": {"$ref": f"{REF}ParameterFault"}},
            },
            "required": ["errors"],
            "unevaluatedProperties": False,
        },
        "StaleAnswers": {
            "description": "Shows what is stored, to be merged and saved again.",
            "$ref": f"{REF}Problem",
            "properties": {"code": {"const": "stale_answers"}, **stored},
            "required": [*stored],
            "unevaluatedProperties": False,
        },
        "AnotherSectionRunning": {
            "description": "Names the section that runs.",
            "$ref": f"{REF}Problem",
            "properties": {"code": {"const": "another_section_running"}, **running},
            "required": [*running],
            "unevaluatedProperties": False,
        },
    }


def schema_of(status: int, codes: Sequence[str]) -> Schema:
    """Describe the problem documents with one status and one of these codes."""
    plain = [code for code in codes if code not in TELLING_MORE]
    name = "Invalid" if status == HTTPStatus.UNPROCESSABLE_ENTITY else "Problem"
    schema = {
        "$ref": REF + name,
        "properties": {"status": {"const": status}, "code": {"enum": plain}},
        "unevaluatedProperties": False,
    }
    more = [
        {"$ref": REF + TELLING_MORE[code], "properties": {"code": {"enum": [code]}}}
        for code in codes
        if code in TELLING_MORE
    ]
    if not more:
        return schema
    return {"anyOf": [schema, *more]} if plain else more[0]


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
        "code": {"type": "string", "enum": [*PROBLEMS]},
    }
    members = Problem(ProblemCode.NOT_FOUND).document("/")
    return {
        "description": "A problem document (RFC 9457). Programs should use its `code`.",
        "type": "object",
        "properties": {name: described.get(name, {"type": "string"}) for name in members},
        "required": [*members],
    }
