"""The JSON bodies that `docs/api.md` shows: the examples of the OpenAPI document, shortened."""

import json
import re
from typing import Any

from openapi import examples
from openapi.examples import Example

WIDTH = 120
BLOCK = re.compile(r"```json (\w+) (\d+)\n.*?```", re.DOTALL)
"""A block that names a function and a status."""


def filled(text: str) -> str:
    """Give a document with the body of each block as it is now.

    Raises:
        KeyError: a block names no function and status that have an example.
    """
    return BLOCK.sub(lambda block: _block(block[1], int(block[2])), text)


def _block(function: str, status: int) -> str:
    body = next(iter(examples.REPLIES[function][status].values()))
    return f"```json {function} {status}\n{_written(_shortened(body))}\n```"


def _shortened(value: Example) -> Example:
    """Of a list of objects only the first is shown."""
    if isinstance(value, dict):
        return {name: _shortened(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in (value[:1] if _holds_objects(value) else value)]
    return value


def _holds_objects(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], dict)


def _written(value: Example, indent: str = "") -> str:
    """JSON with as much on a line as fits."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent + line) < WIDTH or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        parts, (start, end) = [_written(one, inner) for one in value], "[]"
    else:
        parts = [f"{json.dumps(name)}: {_written(member, inner)}" for name, member in value.items()]
        start, end = "{}"
    return f"{start}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{end}"
