"""What an exam costs, and what so many students a day need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from benchmarks.capacity import assumptions as assumed
from benchmarks.capacity import evening, exam
from benchmarks.capacity.evening import Series
from benchmarks.capacity.measured import Measured

INT4_MAX = 2**31 - 1
MINUTE, DAY = 60, 86_400


@dataclass(frozen=True)
class Cost:
    """What the mean exam costs, all of its requests together."""

    requests: float
    cpu_s: float
    rest: float
    postgres_s: float
    writes: float
    """Versions of its row."""
    answer_bytes: float
    """What the functions send to the student."""


@dataclass(frozen=True)
class Evening:
    """A day of so many students, minute by minute."""

    students: int
    measured: Measured
    answer_bytes: Mapping[str, float]
    """Of each function, without headers."""

    @property
    def exams(self) -> float:
        """How many are begun."""
        return self.students * assumed.EXAMS_A_DAY.value

    @cached_property
    def begin(self) -> Series:
        """Exams that begin, by minute."""
        return [share * self.exams for share in evening.beginnings()]

    @cached_property
    def requests(self) -> Mapping[str, Series]:
        """Requests by function and minute."""
        return evening.convolve(self.begin, exam.mean())

    @cached_property
    def under_way(self) -> Series:
        """Exams that are being taken, by minute."""
        closed_at = ceil(exam.minutes() * assumed.ABANDONED_AT.value)
        share = assumed.ABANDONED.value
        return evening.added(
            evening.under_way(self.begin, exam.minutes(), 1 - share),
            evening.under_way(self.begin, closed_at, share),
        )

    @cached_property
    def requests_a_second(self) -> Series:
        """Of all functions."""
        return self._a_second(dict.fromkeys(self.measured.requests, 1))

    @cached_property
    def cpu(self) -> Series:
        """The functions' vCPU in use."""
        return self._a_second(
            {name: one.cpu_ms / 1000 for name, one in self.measured.requests.items()}
        )

    @cached_property
    def rest(self) -> Series:
        """Requests to Supabase's REST API a second, by processes that remember the bank."""
        return self._a_second({name: one.rest for name, one in self.measured.requests.items()})

    @cached_property
    def postgres(self) -> Series:
        """Statements' time a second: how many are under way at once."""
        return self._a_second(
            {name: one.postgres_ms / 1000 for name, one in self.measured.requests.items()}
        )

    @cached_property
    def writes(self) -> Series:
        """Rows written a second."""
        return self._a_second(exam.WRITES)

    @cached_property
    def cost(self) -> Cost:
        """What one of its exams costs: the day's sums, divided."""
        sent = {name: size + assumed.HEADER_BYTES.value for name, size in self.answer_bytes.items()}
        return Cost(
            requests=self._an_exam(self.requests_a_second),
            cpu_s=self._an_exam(self.cpu),
            rest=self._an_exam(self.rest),
            postgres_s=self._an_exam(self.postgres),
            writes=self._an_exam(self.writes),
            answer_bytes=self._an_exam(self._a_second(sent)),
        )

    @cached_property
    def instances(self) -> Mapping[str, int]:
        """Instances of each function at its peak: as its CPU asks for, or its concurrency."""
        return {name: self._instances(name) for name in self.measured.requests}

    @property
    def steepest_rise(self) -> float:
        """Instances that the steepest minute adds, of all functions."""
        rise = max(later - now for now, later in zip(self.cpu, self.cpu[1:], strict=False))
        return rise / _vcpu_of_an_instance()

    @property
    def rows_a_year(self) -> float:
        """Sessions that a year of such days adds."""
        return self.exams * assumed.DAYS_A_YEAR.value

    @property
    def users_a_day(self) -> float:
        """New students, where each takes so many exams in all and then goes."""
        return self.exams / assumed.EXAMS_A_STUDENT.value

    def days_to_ids_end(self, ids_a_day: float) -> float:
        """Days until an integer id of which so many are used a day has none left."""
        return INT4_MAX / ids_a_day

    @property
    def days_to_partition(self) -> float:
        """Days until the table is unwieldy."""
        return assumed.PARTITION_BYTES.value / (self.exams * self.measured.row_and_index_bytes)

    @property
    def dead_a_day(self) -> float:
        """Dead versions of rows that a day leaves: each write but a row's first."""
        return (self.cost.writes - 1) * self.exams

    def _a_second(self, weights: Mapping[str, float]) -> Series:
        return [value / MINUTE for value in evening.weighted(self.requests, weights)]

    def _an_exam(self, a_second: Series) -> float:
        return sum(a_second) * MINUTE / self.exams

    def _instances(self, name: str) -> int:
        a_second = max(self.requests[name]) / MINUTE
        cpu = a_second * self.measured.requests[name].cpu_ms / 1000
        at_once = a_second * assumed.ANSWER_MS.value / 1000
        return ceil(max(cpu / _vcpu_of_an_instance(), at_once / assumed.CONCURRENCY.value))


def _vcpu_of_an_instance() -> float:
    return assumed.VCPU.value * assumed.UTILIZATION.value
