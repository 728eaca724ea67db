"""Plain English: words that are archaic, private to this project, or hard to read stay out."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
WORST = {
    # not …               but …
    r"anew": "again",
    r"hence": "so",
    r"whoever": "anyone who, everyone who",
    r"nobody's|of nobody": "unknown, without an owner",
    r"in vain": "without effect",
    r"no more(?=\W*$|[.,;:()])": "no longer",
    r"pass(?:ed|es)? over": "ignored, skipped",
    r"as it looks": "the format of",
    r"reckon(?:s|ed)?": "calculate",
    r"mend(?:s|ed|ing)?": "fix, repair",
    r"none of ours": "not ours, unknown",
    r"go(?:es)? by (?:its|the)": "use",
    r"lets? go of": "remove",
    r"were it not|had it not|should it fail": "if",
    r"thereof|therein|whereof|lest|ere": "plain words",
    r"is away": "cannot be reached",
    r"of (?:our|another) age": "in this range",
    r"rubbish": "malformed input",
    r"matched to nobody": "not matched",
    r"beside what": "compared with",
}
PATTERN = re.compile(r"\b(?:" + "|".join(WORST) + r")\b", re.IGNORECASE)
LEFT_OUT = (
    "supabase/migrations/",  # history
    "supabase/seed.sql",
    "docs/schema.sql",  # made of the migrations
    "docs/coverage.md",
    "question_bank/subjects/",  # Italian, and English to be learned
    "question_bank/solved",
    "tests/question_bank/samples/",
    "tests/functions/old_rows/",
    "tests/test_words.py",
)
ENDINGS = {".py", ".md", ".mjs", ".toml", ".yml", ".example", ""}


def texts() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [
        name
        for name in listed.stdout.splitlines()
        if not name.startswith(LEFT_OUT) and Path(name).suffix in ENDINGS
    ]


def worst_words(text: str) -> list[str]:
    """Each line with such a word, names in code included."""
    spaced = text.replace("_", " ")
    return [line.strip() for line in spaced.splitlines() if PATTERN.search(line)]


@pytest.mark.parametrize("name", texts())
def test_a_text_is_in_plain_words(name: str) -> None:
    assert worst_words((PROJECT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    ["It is drawn no more.", "Proxies are passed over", "def test_rubbish_is_refused", "made anew"],
)
def test_a_bad_line_is_found(line: str) -> None:
    assert worst_words(line)


@pytest.mark.parametrize(
    "line", ["no more than ten", "it takes no more saves", "no longer drawn", "several passages"]
)
def test_a_good_line_is_not(line: str) -> None:
    assert not worst_words(line)
