"""What Postgres itself says of the statements that a function causes: which, and how long each.

Nothing is copied by hand: the functions are called for real, and Postgres logs every statement with
its duration (`log_min_duration_statement`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ENTRY = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[(\d+)\] (\w+):  ", re.MULTILINE)
STEP = re.compile(r"duration: ([0-9.]+) ms  (parse|bind|execute) [^:]+: (.*)", re.DOTALL)
CALLED = ("change_sessions", "listed_sessions")
TABLES = ("exam_sessions", "section_papers", "session_keys", "question", *CALLED)
"""What a statement names that is about exams, and not about who asks."""
WRITTEN = re.compile(
    r"\b(insert into|update|delete from) (?:\"?public\"?\.)?\"?(\w+)", re.IGNORECASE
)
READ = re.compile(r"\bfrom (?:\"?public\"?\.)?\"?(\w+)", re.IGNORECASE)


class Log:
    """Postgres's log, read from where it was read last."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = file.stat().st_size

    def statements(self) -> Mapping[str, list[float]]:
        """Give the milliseconds of each statement since the last time, by its SQL."""
        with self._file.open("rb") as log:
            log.seek(self._read)
            content = log.read()
        self._read += len(content)
        taken: dict[str, list[float]] = defaultdict(list)
        spent: dict[tuple[str, str], float] = defaultdict(float)
        for process, milliseconds, step, sql in _steps(content.decode(errors="replace")):
            spent[process, sql] += milliseconds
            if step == "execute":
                taken[sql].append(spent.pop((process, sql)))
        return taken


def _steps(text: str) -> Iterator[tuple[str, float, str, str]]:
    """The steps of statements about exams: process, milliseconds, step and SQL."""
    entries = [*ENTRY.finditer(text)]
    ends = [*(entry.start() for entry in entries[1:]), len(text)]
    for entry, end in zip(entries, ends, strict=False):
        step = STEP.match(text[entry.end() : end])
        if entry[2] == "LOG" and step:
            sql = " ".join(step[3].split())
            if any(table in sql for table in TABLES):
                yield entry[1], float(step[1]), step[2], sql


def name_of(sql: str) -> str:
    """Name a statement by what it does to which table or function of ours."""
    if written := WRITTEN.search(sql):
        return f"{written[1].lower()} {written[2]}"
    for function in CALLED:
        if function in sql:
            return f"call {function}"
    # What is embedded is read in the list of columns, before the table itself.
    read = [name for name in READ.findall(sql) if any(name.startswith(one) for one in TABLES)]
    return f"select from {read[-1]}" if read else "select"
