"""How much is measured: enough for figures that stand, or just enough to see that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How often things are repeated."""

    rounds: int
    """Everything is measured so many times, in turns with what it is compared to."""
    requests: int
    """Requests a round whose CPU is measured; of the bare function, which is fast, five times."""
    errands: int
    """Requests a round and caller whose latency is measured, at most."""
    cold_starts: int
    memory_requests: tuple[int, ...]
    """After how many requests memory is looked at: the first is what the others are held to."""


FULL = Effort(
    rounds=5,
    requests=400,
    errands=100,
    cold_starts=7,
    memory_requests=(2_000, 5_000, 10_000, 20_000),
)
QUICK = Effort(rounds=1, requests=8, errands=2, cold_starts=1, memory_requests=(60, 120))
