"""What the contract says of a session, told a second time and as plainly as can be.

Nothing here comes from the code under test: times are whole microseconds, points whole quarters.
"""

from dataclasses import dataclass, field
from math import ceil

MICROSECONDS = 1_000_000
GRACE = 15 * MICROSECONDS

Options = dict[int, str]
Given = list[tuple[int, str | None]]


@dataclass
class ModelSection:
    """A section, mutable: what was drawn and saved, when it ran, and how it came out."""

    seconds: int
    paper: tuple[int, ...] = ()
    saved: Options = field(default_factory=dict)
    flagged: tuple[int, ...] = ()
    revision: int = 0
    started: int | None = None
    ended: int | None = None
    timed_out: bool = False

    @property
    def status(self) -> str:
        """Told by whether it began and whether it ended."""
        if self.started is None:
            return "pending"
        return "in_progress" if self.ended is None else "completed"

    @property
    def deadline(self) -> int:
        """When the time is up; only of a section that was started."""
        assert self.started is not None
        return self.started + self.seconds * MICROSECONDS

    @property
    def kept(self) -> tuple[Options, tuple[int, ...]]:
        """The answers and the flags that are stored."""
        return self.saved, self.flagged

    def keep(self, given: Given) -> None:
        """Store answers and flags."""
        self.saved, self.flagged = chosen(given), flags(given)
        self.revision += 1

    def end(self, now: int, *, timed_out: bool) -> None:
        """Close it, at the latest at its deadline."""
        self.ended, self.timed_out = min(now, self.deadline), timed_out

    def refusal(self, given: Given, base: int | None) -> str | None:
        """Tell why answers cannot be taken, if they cannot."""
        sound = len({number for number, _ in given}) == len(given) and all(
            number in self.paper and option in (None, "a", "b", "c", "d", "e")
            for number, option in given
        )
        repeated = base == self.revision - 1 and (chosen(given), flags(given)) == self.kept
        if base not in (None, self.revision) and not repeated:
            return "stale_answers"
        return None if sound else "answers_not_on_paper"


def chosen(given: Given) -> Options:
    """The answers without the blanks."""
    return {number: option for number, option in given if option is not None}


def flags(given: Given) -> tuple[int, ...]:
    """This student flags what they leave blank, and what they answer with e."""
    return tuple(sorted({number for number, option in given if option in (None, "e")}))


@dataclass
class Model:
    """A session as the contract tells it; a refused request gives its code, a good one None."""

    sections: dict[int, ModelSection]

    @staticmethod
    def of(minutes: list[int], extra_time_percent: int) -> "Model":
        """A session of sections that long."""
        lengths = [ceil(minute * 60 * (100 + extra_time_percent) / 100) for minute in minutes]
        return Model({n: ModelSection(seconds) for n, seconds in enumerate(lengths, 1)})

    @property
    def status(self) -> str:
        """Created, in progress or completed."""
        statuses = {section.status for section in self.sections.values()}
        if statuses == {"pending"}:
            return "created"
        return "completed" if statuses == {"completed"} else "in_progress"

    def running(self) -> int | None:
        """The number of the section that runs, if one does."""
        return next((n for n, it in self.sections.items() if it.status == "in_progress"), None)

    def settle(self, now: int) -> None:
        """End what is overdue."""
        number = self.running()
        if number and now > self.sections[number].deadline + GRACE:
            self.sections[number].end(now, timed_out=True)

    def refused_start(self, number: int) -> str | None:
        """Tell why a section cannot be started or resumed, if it cannot."""
        if number not in self.sections:
            return "section_not_found"
        if self.sections[number].status == "completed":
            return "section_completed"
        if any(self.sections[before].status != "completed" for before in range(1, number)):
            return "previous_section_not_completed"
        return None

    def start(self, number: int, paper: tuple[int, ...], now: int) -> None:
        """Start a section that can be started; a running one goes on."""
        section = self.sections[number]
        if section.status == "pending":
            section.paper, section.started = paper, now

    def save(self, number: int, given: Given, base: int | None) -> str | None:
        """Save answers."""
        if number not in self.sections:
            return "section_not_found"
        section = self.sections[number]
        if section.status != "in_progress":
            return "section_not_started" if section.status == "pending" else "section_completed"
        refusal = section.refusal(given, base)
        if refusal is None and base in (None, section.revision):
            section.keep(given)
        return refusal

    def complete(self, number: int, given: Given | None, base: int | None, now: int) -> str | None:
        """Hand in a section."""
        if number not in self.sections:
            return "section_not_found"
        section = self.sections[number]
        if section.status == "pending":
            return "section_not_started"
        if section.status == "completed":
            return None
        if given is None:
            if base not in (None, section.revision):
                return "stale_answers"
        elif refusal := section.refusal(given, base):
            return refusal
        elif (chosen(given), flags(given)) != section.kept:
            section.keep(given)
        section.end(now, timed_out=False)
        return None
