"""What the documents point at is there; each claim about security names tests that exist."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])
SECURITY = PROJECT / "docs" / "security.md"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TEST_LINK = re.compile(r"\[`(test_\w+)`\]\(([^)\s]+\.py)\)")


def anchor(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def section(name: str) -> str:
    return SECURITY.read_text().partition(f"## {name}")[2].partition("\n## ")[0]


def rows(of: str) -> list[str]:
    """The rows of the tables in a section, without their heads."""
    return [line for line in section(of).splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, wanted = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), target
        if wanted:
            assert wanted in map(anchor, HEADING.findall(file.read_text())), target


def test_each_claim_about_security_names_a_test() -> None:
    claims = [*rows("Who could try what"), *rows("What could be lost")]
    assert len(claims) >= 15
    without = [claim for claim in claims if not TEST_LINK.search(claim)]
    assert without == []


def test_each_test_that_a_claim_names_exists() -> None:
    named = TEST_LINK.findall(SECURITY.read_text())
    missing = [
        f"{file}: {name}"
        for name, file in named
        if f"\ndef {name}(" not in (SECURITY.parent / file).read_text()
    ]
    assert missing == []


def test_the_threat_model_is_one_page() -> None:
    assert len(SECURITY.read_text().split()) < 1800
