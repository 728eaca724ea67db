"""The command line: `python -m question_bank check|import|export|stats|…`; `--help` tells more."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # What the exam types draw from is told by the functions' own code.
    sys.path.insert(0, str(Path(__file__).parents[1] / "functions"))
    from question_bank.commands import run

    sys.exit(run(sys.argv[1:]))
