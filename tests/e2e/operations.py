"""What docs/operations.md says to type."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

_OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
_PLACEHOLDER = r"'the (?:new|old) key'"
_HASH_PLACEHOLDER = r"'the SHA-256 of the (?:new|old) key'"


def do_as_documented(verb: str, key: str, database: psycopg.Connection[Any]) -> None:
    """Run the statement on `private.functions_keys` that begins with this verb, for a key."""
    pattern = rf"^ +({verb} .*private\.functions_keys.*;)$"
    (statement,) = re.findall(pattern, _OPERATIONS.read_text(), re.MULTILINE)
    digest = sha256(key.encode()).hexdigest()
    filled = re.sub(_PLACEHOLDER, f"'{key}'", re.sub(_HASH_PLACEHOLDER, f"'{digest}'", statement))
    assert filled != statement
    database.execute(filled)
