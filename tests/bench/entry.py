"""One line of the result, and the clock that makes it.

A floor is what the same machine needs for the least that could do the work
(an empty interpreter, a raw DAP client), measured in the same rounds, so that
a busy machine slows both.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: One measurement: do it, return what it took in the entry's unit.
Trial = Callable[[], float]

#: Rounds before those that count: caches fill, files are compiled.
WARM_UP = 1


@dataclass(frozen=True)
class Entry:
    """A figure, its floor and its limit, all in ``unit``."""

    name: str
    unit: str
    samples: list[float] = field(repr=False)
    #: Median of the floor; ``None`` = there is nothing to compare with.
    floor: float | None = None
    #: Most that the median may be; ``None`` = for information.
    limit: float | None = None

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def ratio(self) -> float | None:
        """The median in floors."""
        return self.median / self.floor if self.floor else None

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.median <= self.limit

    def document(self) -> dict[str, Any]:
        """Return the entry as JSON has it; numbers with three decimals."""
        told = {
            **asdict(self),
            "median": self.median,
            "min": min(self.samples),
            "runs": len(self.samples),
            "ratio": self.ratio,
        }
        del told["samples"]
        rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in told.items()}
        return {**rounded, "ok": self.ok}

    def line(self) -> str:
        """Return the entry as a row of the table."""
        floor = f"{self.floor:9.2f} {self.ratio:6.2f}x" if self.floor else " " * 17
        limit = f"{self.limit:9.2f}" if self.limit is not None else " " * 9
        verdict = "ok" if self.ok else "MISSED"
        figures = f"{self.median:9.2f} {min(self.samples):9.2f}"
        return f"{self.name:<34}{self.unit:<5}{figures} {floor} {limit}  {verdict}"


#: The head of the table.
HEAD = f"{'':<34}{'':<5}{'median':>9} {'min':>9} {'floor':>9} {'':>7} {'limit':>9}"


def interleaved(trials: Mapping[str, Trial], rounds: int) -> dict[str, list[float]]:
    """Run all trials in turn, ``rounds`` times; return the samples by name."""
    samples: dict[str, list[float]] = {name: [] for name in trials}
    for turn in range(WARM_UP + rounds):
        for name, trial in trials.items():
            took = trial()
            if turn >= WARM_UP:
                samples[name].append(took)
    return samples
