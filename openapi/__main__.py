"""`python -m openapi` writes `docs/openapi.json` and the JSON in `docs/api.md`.

With `--check` it fails where one of them is stale.
"""

import json
import sys
from pathlib import Path

from openapi.document import document
from openapi.prose import filled

PROJECT = Path(__file__).parents[1]
TARGET = PROJECT / "docs" / "openapi.json"
PROSE = PROJECT / "docs" / "api.md"


def text() -> str:
    """Give the document as the file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def run(arguments: list[str]) -> int:
    """Write the documents, or only compare them; give the process's exit status."""
    written = {TARGET: text(), PROSE: filled(PROSE.read_text(encoding="utf-8"))}
    stale = [file for file, content in written.items() if _content(file) != content]
    if "--check" in arguments:
        for file in stale:
            sys.stderr.write(f"docs/{file.name} is stale: make openapi\n")
        return 1 if stale else 0
    for file in stale:
        file.write_text(written[file], encoding="utf-8")
    return 0


def _content(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
