"""`python -m bench [name …] [--rows N | --full]`, as `./run bench` calls it with engines up."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import django

DEFAULT_ROWS = 100_000
FULL_ROWS = 1_000_000
SMALL_ROWS = 1_000


def main(words: list[str]) -> int:
    """Every figure asked for is printed, one a line. 0 done, 2 bad usage."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Print figures as ratios.")
    parser.add_argument("names", nargs="*", metavar="name", help="figures; none means all")
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
        if options.names and name not in options.names:
            continue
        for figure in measure():
            print(figure, flush=True)
    house.say(f"measured in {time.monotonic() - began:.0f} s")
    return 0


def figures(*, quick: bool, rows: int) -> "dict[str, Callable[[], Iterator[object]]]":
    """The figures by name, each with what measures it."""
    from bench import sweep, transition, worklist

    few = quick
    pages = 20 if few else 150
    return {
        "worklist_page": lambda: worklist.page(turns=pages),
        "worklist_growth": lambda: worklist.growth(turns=pages, small=min(SMALL_ROWS, rows)),
        "worklist_depth": lambda: worklist.depth(turns=pages),
        "transition": lambda: transition.transition(turns=2 if few else 15, batch=2 if few else 20),
        "transition_gain": lambda: transition.gain(turns=1 if few else 5, batch=2 if few else 50),
        "sweep": lambda: sweep.sweep(turns=2 if few else 9, due=min(10_000, rows // 5)),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
