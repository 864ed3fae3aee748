"""Verifying the whole ledger."""

import time
from collections.abc import Iterator

from bench.figures import Figure
from mla import ledger as ledgers


def ledger() -> Iterator[Figure]:
    """Events verified a second, in thousands; not a ratio, there being nothing to compare with."""
    began = time.perf_counter()
    verdict = ledgers.verify()
    seconds = time.perf_counter() - began
    if not verdict.intact:
        raise RuntimeError(f"The ledger is not intact: {verdict.first}")
    yield Figure(
        "ledger_verify",
        verdict.events / seconds / 1000,
        "thousand events a second",
        f"{verdict.events} events in {verdict.chains} chains, {seconds:.1f} s, intact",
    )
