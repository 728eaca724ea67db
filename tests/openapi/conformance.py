"""Whether a response is one that the OpenAPI document describes."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from exam_simulation.http.endpoint import EntryPoint
from tests.functions.responses import Response

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for path in DOCUMENT["paths"].values()
    for operation in path.values()
}


def codes_of(schema: object) -> Iterator[str]:
    """The codes that the schema of a problem allows."""
    match schema:
        case {"anyOf": [*either]}:
            for one in either:
                yield from codes_of(one)
        case {"allOf": [_, {"properties": {"code": {"enum": [*codes]}}}]}:
            yield from codes


CODES = [
    (name, int(status), code)
    for name, operation in OPERATIONS.items()
    for status, documented in operation["responses"].items()
    for media in documented.get("content", {}).values()
    for code in codes_of(media["schema"])
]
"""Every function, status and code that belong together."""
ANYWHERE = {"not_found", "misconfigured", "internal_error"}
"""The codes for an unknown path, which no document can list."""


def require_documented(entry: EntryPoint, method: str, path: str, response: Response) -> None:
    """Fail where a function answers what its operation does not promise."""
    if not entry.matches(path):
        assert response.json["code"] in ANYWHERE
        require_valid({"$ref": "#/components/schemas/Problem"}, response.json)
    elif method == "OPTIONS" and response.status_code == 204:
        assert not response.data
    else:
        # A method that is not documented here is answered by the 405 that is.
        _require_response(entry.__name__, method, response)


def _require_response(name: str, method: str, response: Response) -> None:
    responses = OPERATIONS[name]["responses"]
    assert str(response.status_code) in responses, f"{name} is not to answer {response.status}"
    documented = responses[str(response.status_code)]
    for header in documented["headers"]:
        _require_header(documented["headers"][header]["$ref"], response.headers.get(header))
    if "content" not in documented:
        assert not response.data
        assert response.content_type is None
        return
    (media_type,) = documented["content"]
    assert response.content_type == media_type, response.content_type
    if method == "HEAD":
        assert not response.data
    else:
        is_packed = response.headers.get("Content-Encoding") == "gzip"
        body = gzip.decompress(response.data) if is_packed else response.data
        require_valid(documented["content"][media_type]["schema"], json.loads(body))


def _require_header(reference: str, value: str | None) -> None:
    header = DOCUMENT["components"]["headers"][reference.rpartition("/")[2]]
    if value is None:
        assert not header.get("required"), reference
    else:
        is_integer = header["schema"].get("type") == "integer"
        require_valid(header["schema"], int(value) if is_integer else value)


def require_valid(schema: dict[str, Any], instance: object) -> None:
    """Fail where an instance does not conform to a schema of the document."""
    _validator(json.dumps(schema)).validate(instance)


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    whole = {**json.loads(schema), "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
