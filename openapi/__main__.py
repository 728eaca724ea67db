"""`python -m openapi` writes `docs/openapi.json`; with `--check` it fails where that is stale."""

import json
import sys
from pathlib import Path

from openapi.document import document

PROJECT = Path(__file__).parents[1]
TARGET = PROJECT / "docs" / "openapi.json"


def text() -> str:
    """Give the document as the file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def run(arguments: list[str]) -> int:
    """Write the document, or only compare it; give the process's exit status."""
    written = text()
    if "--check" not in arguments:
        TARGET.write_text(written, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != written:
        sys.stderr.write("docs/openapi.json is stale: make openapi\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
