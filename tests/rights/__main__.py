"""Writes the reviewed files again, from what the migrations make now: `python -m tests.rights`.

It agrees to nothing: read what changed before you commit it.
"""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["WRITE_RIGHTS"] = "1"
    sys.exit(pytest.main([str(Path(__file__).with_name("test_matrix.py")), "-q", "-k", "reviewed"]))
