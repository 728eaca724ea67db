"""The command line: `python -m benchmarks.scale`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))

    from benchmarks.scale.command import main

    sys.exit(main(sys.argv[1:]))
