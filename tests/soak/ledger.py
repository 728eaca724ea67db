"""What one student was told of one session, kept as it came, and where it contradicts itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.soak.findings import Finding, Kind

Json = Mapping[str, Any]


@dataclass
class Section:
    """What was told of one section; `handed_in` are the answers that were sent to be graded."""

    paper: Json | None = None
    saves: dict[int, Json] = field(default_factory=dict)  # by revision: answers and flags
    handed_in: list[Json] = field(default_factory=list)
    outcome: Json | None = None


@dataclass
class Ledger:
    """One session as its student knows it: `acknowledged` counts the writes they were told of.

    `is_discarded`: they were told that it is gone.
    """

    session_id: int
    section_ids: tuple[int, ...]
    acknowledged: int = 1
    sections: dict[int, Section] = field(default_factory=dict)
    is_discarded: bool = False
    results: Json | None = None
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sections = {number: Section() for number in self.section_ids}

    def find(self, kind: Kind, what: str) -> None:
        """Note a loss."""
        self.findings.append(Finding(kind, f"session {self.session_id}: {what}"))

    def told_paper(self, number: int, answer: Json) -> None:
        """A section was started or resumed."""
        section = self.sections[number]
        clock = {name: answer[name] for name in ("started_at", "deadline_at", "duration_seconds")}
        paper = {**clock, "question_ids": [question["id"] for question in answer["questions"]]}
        if section.paper is None:
            section.paper = paper
            self.acknowledged += 1
        elif section.paper != paper:
            self.find(Kind.MOVED_CLOCK, f"section {number} was {section.paper}, is {paper}")
        self._told_answers(number, answer)

    def told_saved(self, number: int, answer: Json) -> None:
        """Answers were saved."""
        self.acknowledged += 1
        self._told_answers(number, answer)

    def told_stale(self, number: int, problem: Json) -> None:
        """A save was refused, for what is stored is another revision."""
        self._told_answers(number, problem)

    def told_outcome(self, number: int, answer: Json) -> None:
        """A section was graded, now or before."""
        section = self.sections[number]
        outcome = {name: answer[name] for name in ("status", "timed_out", "score")}
        if section.outcome is None:
            section.outcome = outcome
            self.acknowledged += 1
        elif section.outcome != outcome:
            self.find(Kind.DOUBLE_GRADE, f"section {number}: {section.outcome}, then {outcome}")

    def told_session(self, answer: Json) -> None:
        """The session was read: what was told before may not be undone."""
        for number, section in self.sections.items():
            shown = answer["metadata"]["sections"][number - 1]
            outcome = {name: shown.get(name) for name in ("status", "timed_out", "score")}
            if section.outcome and section.outcome != outcome:
                self.find(Kind.LOST_WRITE, f"section {number}: {section.outcome}, then {outcome}")

    def _told_answers(self, number: int, answer: Json) -> None:
        saves = self.sections[number].saves
        revision = answer["revision"]
        saved = {name: answer[name] for name in ("answers", "flagged")}
        if saves.setdefault(revision, saved) != saved:
            what = f"section {number}, revision {revision}: {saves[revision]}, then {saved}"
            self.find(Kind.LOST_WRITE, what)
