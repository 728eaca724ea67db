"""The command line: `python -m question_bank check|import|export|stats|…`; `--help` tells more."""

import sys

from question_bank.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
