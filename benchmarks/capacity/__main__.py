"""`python -m benchmarks.capacity` writes docs/scaling.md; with `--check`, fails if it is stale."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # What an exam is, and how its answers look, is told by the functions' own code.
    sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))
    from benchmarks.capacity.command import run

    sys.exit(run(sys.argv[1:]))
