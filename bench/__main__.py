"""`python -m bench [name …] [--rows N | --full]`, as `./run bench` calls it with engines up."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import django

DEFAULT_ROWS = 100_000
FULL_ROWS = 1_000_000
SMALL_ROWS = 1_000
LONG = frozenset({"ledger_verify"})
"""Measured only when asked for by name."""


def main(words: list[str]) -> int:
    """Every figure asked for is printed, one a line. 0 done, 2 bad usage."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Print figures as ratios.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help="figures; none means all but the long ones"
    )
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS, help="requests on file")
    parser.add_argument("--full", action="store_true", help="on a million requests")
    parser.add_argument("--quick", action="store_true", help="few turns: to see that it works")
    options = parser.parse_args(words)
    django.setup()
    from bench import house

    groups = figures(quick=options.quick, rows=options.rows)
    unknown = [name for name in options.names if name not in groups]
    if unknown:
        parser.error(f"no such figure: {', '.join(unknown)}; there are: {', '.join(groups)}")
    house.fill(FULL_ROWS if options.full else options.rows)
    began = time.monotonic()
    for name, measure in groups.items():
        if name not in (options.names or groups) or (name in LONG and not options.names):
            continue
        for figure in measure():
            print(figure, flush=True)
    house.say(f"measured in {time.monotonic() - began:.0f} s")
    return 0


def figures(*, quick: bool, rows: int) -> "dict[str, Callable[[], Iterator[object]]]":
    """The figures by name, each with what measures it."""
    from bench import ledger, letters, sweep, transition, worklist

    pages, moves, sweeps, drawings = (10, 2, 2, 1) if quick else (150, 15, 9, 7)
    share, crowd, sheets = (2, 2, 1) if quick else (20, 50, 4)
    return {
        "worklist_page": lambda: worklist.page(turns=pages),
        "worklist_growth": lambda: worklist.growth(turns=pages, small=min(SMALL_ROWS, rows)),
        "worklist_depth": lambda: worklist.depth(turns=pages),
        "transition": lambda: transition.transition(turns=moves, batch=share),
        "transition_gain": lambda: transition.gain(turns=1 if quick else 5, batch=crowd),
        "sweep": lambda: sweep.sweep(turns=sweeps, due=min(10_000, rows // 5)),
        "letters": lambda: letters.letters(turns=drawings, batch=sheets),
        "ledger_verify": ledger.ledger,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
