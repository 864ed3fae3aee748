"""Measuring two ways of doing the same, in turns, and saying how they compare."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Times:
    """How long one way took, in seconds, each turn."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of all turns."""
        return statistics.median(self.seconds)

    def range(self, *, scale: float = 1000.0, unit: str = "ms") -> str:
        """Least, median and most, such as `2.1 / 2.4 / 5.0 ms`."""
        low, high = min(self.seconds), max(self.seconds)
        return f"{low * scale:.3g} / {self.median * scale:.3g} / {high * scale:.3g} {unit}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what the line of the contract says."""

    name: str
    ratio: float
    unit: str
    detail: str

    def __str__(self) -> str:
        return f"{self.name}: {self.ratio:.2f} {self.unit} ({self.detail})"


Way = Callable[[], Any]


def in_turns(
    ways: Mapping[str, Way],
    *,
    turns: int,
    warm: int = 1,
    between: Way | None = None,
    tidy: bool = True,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Times]:
    """Every way has been done `turns` times, one after the other, first one, then the other.

    Whatever else the machine does meets them alike. The first `warm` turns do not count;
    `between` is done before each and is not timed; nor is the collection of garbage, which
    `tidy` does before each. `clock` gives seconds: of the day, or of computing.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(-warm, turns):
        for name in names if turn % 2 == 0 else reversed(names):
            if between is not None:
                between()
            if tidy:
                gc.collect()
            began = clock()
            ways[name]()
            seconds = clock() - began
            if turn >= 0:
                taken[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def computing(*, of: Callable[[], int | None] = lambda: None) -> float:
    """Seconds of user and system time of this process, and of the one that `of` names.

    A process counts from when it runs: who measures has it started before the first turn
    that counts. Raises OSError when it has ended.
    """
    spent, pid = time.process_time(), of()
    if pid is not None:
        # The clock of another process, as clock_getcpuclockid(3) makes it on Linux.
        spent += time.clock_gettime((~pid << 3) | 2)
    return spent


def ratio(above: Times, below: Times) -> float:
    """The middle of the ratios turn by turn: what is shared by a turn cancels out."""
    pairs: Iterable[tuple[float, float]] = zip(above.seconds, below.seconds, strict=True)
    return statistics.median(a / b for a, b in pairs)
