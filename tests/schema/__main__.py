"""Writes `docs/schema.sql` again, from what the migrations make now: `python -m tests.schema`."""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["WRITE_SCHEMA"] = "1"
    test = Path(__file__).with_name("test_schema_file.py")
    sys.exit(pytest.main([str(test), "-q", "-k", "what_the_migrations_make"]))
