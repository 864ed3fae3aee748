"""Checks an export of the ledger against a signed checkpoint, away from the installation.

    python -m mla.ledger.verifier EVENTS.jsonl --checkpoint F --public-key K [--ledger-key-file L]

Standard library and cryptography only. Without the ledger key everything up to the checkpoint
is vouched for; with it, what came afterwards too.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from mla.ledger.chain import Sealer, canonical_json
from mla.ledger.checkpoint import UnableToTrust, load_public_key, read_document
from mla.ledger.walk import WHY, Row, Verdict, walk


class UnableToRead(Exception):
    """A line of the export is not an event."""


def rows(lines: IO[str]) -> Iterator[Row]:
    """The events of an export. Raises UnableToRead, naming the line, for anything else."""
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
            yield Row(
                str(event["chain"]),
                int(event["sequence"]),
                int(event["id"]),
                str(event["at"]),
                str(event["verb"]),
                event["actor"],
                str(event["actor_name"]),
                canonical_json(event["data"]),
                bytes.fromhex(event["mac"]),
                str(event.get("about", "")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UnableToRead(f"Line {number} of the export is not an event.") from error


def describe(verdict: Verdict) -> list[str]:
    """The verdict as sentences, the first bad event first."""
    if verdict.intact:
        return [f"intact: {verdict.events} events in {verdict.chains} chains"]
    lines = []
    for finding in verdict.findings:
        event = "" if finding.event_id is None else f" (event {finding.event_id})"
        lines.append(f"{finding.chain} #{finding.sequence}{event}: {WHY[finding.why]}")
    if verdict.more:
        lines.append(f"and {verdict.more} more chains")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the export is what was signed, 1 when it is not, 2 for bad usage."""
    parser = argparse.ArgumentParser(prog="python -m mla.ledger.verifier", description=__doc__)
    parser.add_argument("events", type=Path, metavar="EVENTS.jsonl")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--public-key", type=Path, required=True)
    parser.add_argument("--ledger-key-file", type=Path)
    options = parser.parse_args(arguments)
    try:
        key = load_public_key(options.public_key.read_bytes())
        statement, signed = read_document(options.checkpoint.read_text(), key)
        sealer = None
        if options.ledger_key_file:
            sealer = Sealer(options.ledger_key_file.read_text().strip().encode())
        with options.events.open(encoding="utf-8") as lines:
            verdict = walk(rows(lines), heads=None, sealer=sealer, signed=signed)
    except (UnableToTrust, UnableToRead) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (this is a program of its own)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    said = describe(verdict)
    if not verdict.intact:
        print("\n".join(said), file=sys.stderr)  # noqa: T201
        return 1
    print(f"{said[0]}, checkpoint {statement.number} of {statement.at}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
