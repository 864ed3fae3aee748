"""Walking the chains and finding the first event that is not as it was written. Pure.

Fed by the database in an installation, and by an export in the stand-alone verifier.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mla.ledger.chain import START, Head, Link, Sealer, canonical_event, next_digest


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it stays as it is. No Django is needed for that."""
    return text


#: Why a chain is not as it was written.
WHY = {
    "ALTERED": gettext_noop("the event is not what was recorded"),
    "MISSING": gettext_noop("the event was recorded and is gone"),
    "HEAD_DIFFERS": gettext_noop("the head of the chain does not agree with its last event"),
    "HEAD_MISSING": gettext_noop("the chain has events but no head"),
    "TAIL_CUT": gettext_noop(
        "the chain ends before the place where its head or the checkpoint says it stood"
    ),
    "REWRITTEN": gettext_noop("the chain is whole, but not the one the checkpoint was signed over"),
    "CHAIN_DELETED": gettext_noop("the checkpoint knows the chain, and it is gone"),
    "CHECKPOINT_ALTERED": gettext_noop(
        "the checkpoint is not what was signed, or not in its place"
    ),
    "CHECKPOINT_DELETED": gettext_noop("the checkpoint was signed and is gone"),
}


class Row(NamedTuple):
    """One event as it stands, `at` and `data` in canonical form."""

    chain: str
    sequence: int
    id: int
    at: str
    verb: str
    actor: int | None
    actor_name: str
    data: str
    mac: bytes
    about: str = ""


class HeadRow(NamedTuple):
    """One head as it stands."""

    head: Head
    at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing wrong on a chain. `event_id` is None when the event is not there."""

    chain: str
    sequence: int | None
    event_id: int | None
    why: str


@dataclass(slots=True)
class Verdict:
    """What a walk found: the first thing wrong on every chain, in the order of the chains."""

    chains: int = 0
    events: int = 0
    keyed: bool = True
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    #: So many findings are kept; the rest is counted in `more`.
    KEPT = 100

    @property
    def intact(self) -> bool:
        """True when nothing was found."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first thing found."""
        return self.findings[0] if self.findings else None

    def add(self, finding: Finding) -> None:
        """The finding is kept, or counted when there are enough."""
        if len(self.findings) < self.KEPT:
            self.findings.append(finding)
        else:
            self.more += 1


def walk(
    rows: Iterable[Row],
    *,
    heads: Iterator[HeadRow] | None,
    sealer: Sealer | None,
    signed: Mapping[str, Head] | None = None,
) -> Verdict:
    """The verdict on all events, which come ordered by chain and sequence.

    `heads`, in the order of their chains, are compared when given. Without a sealer (the
    ledger key) only what a checkpoint covers can be vouched for, by the digests. Memory
    does not grow with the number of events.
    """
    verdict = Verdict(keyed=sealer is not None)
    unseen = dict(signed or {})
    waiting = next(heads, None) if heads is not None else None
    chain: _Chain | None = None

    def end(done: "_Chain | None", up_to: str | None) -> None:
        nonlocal waiting
        if done is not None:
            found: HeadRow | None = None
            while waiting is not None and waiting.head.chain < done.name:
                verdict.add(_lonely(waiting))
                waiting = next(heads, None) if heads is not None else None
            if waiting is not None and waiting.head.chain == done.name:
                found = waiting
                waiting = next(heads, None) if heads is not None else None
            finding = done.finding or (done.against(found) if heads is not None else None)
            finding = finding or done.against_signed()
            if finding is not None:
                verdict.add(finding)
        while waiting is not None and (up_to is None or waiting.head.chain < up_to):
            verdict.add(_lonely(waiting))
            waiting = next(heads, None) if heads is not None else None

    for row in rows:
        if chain is None or row.chain != chain.name:
            end(chain, row.chain)
            chain = _Chain(row.chain, sealer, unseen.pop(row.chain, None))
            verdict.chains += 1
        verdict.events += 1
        chain.take(row)
    end(chain, None)
    known = {finding.chain for finding in verdict.findings}
    for name in sorted(unseen):
        if name not in known:
            verdict.add(Finding(name, 1, None, "CHAIN_DELETED"))
    return verdict


def _lonely(head: HeadRow) -> Finding:
    return Finding(head.head.chain, 1, None, "MISSING")


class _Chain:
    """One chain while it is being walked."""

    def __init__(self, name: str, sealer: Sealer | None, signed: Head | None) -> None:
        self.name = name
        self.finding: Finding | None = None
        self._sealer = sealer
        self._signed = signed
        self._at_signed: Link | None = None
        self._link = START
        self._sequence = 0
        self._last: Row | None = None

    def take(self, row: Row) -> None:
        """The next event of the chain has been looked at."""
        if self.finding is not None:
            return
        expected = self._sequence + 1
        if row.sequence != expected:
            self.finding = Finding(self.name, expected, None, "MISSING")
            return
        event = canonical_event(
            chain=row.chain,
            sequence=row.sequence,
            event_id=row.id,
            at=row.at,
            verb=row.verb,
            actor=row.actor,
            actor_name=row.actor_name,
            data=row.data,
            about=row.about,
        )
        if self._sealer is None:
            link = Link(row.mac, next_digest(self._link.digest, event, row.mac))
        else:
            link = self._sealer.next_link(self._link, event)
            if link.mac != row.mac:
                self.finding = Finding(self.name, row.sequence, row.id, "ALTERED")
                return
        self._link, self._sequence, self._last = link, row.sequence, row
        if self._signed is not None and self._signed.sequence == row.sequence:
            self._at_signed = link

    def against(self, found: HeadRow | None) -> Finding | None:
        """What the chain's head says that its events do not."""
        last = self._last
        event_id = last.id if last else None
        if found is None:
            return Finding(self.name, self._sequence, event_id, "HEAD_MISSING")
        head = found.head
        if head.sequence > self._sequence:
            return Finding(self.name, self._sequence + 1, None, "TAIL_CUT")
        if (
            head.sequence != self._sequence
            or Link(head.mac, head.digest) != self._link
            or (last is not None and found.at != last.at)
        ):
            return Finding(self.name, self._sequence, event_id, "HEAD_DIFFERS")
        return None

    def against_signed(self) -> Finding | None:
        """What the signed checkpoint says that the events do not."""
        signed = self._signed
        if signed is None:
            return None
        if self._at_signed is None:
            return Finding(self.name, self._sequence + 1, None, "TAIL_CUT")
        if Link(signed.mac, signed.digest) != self._at_signed:
            return Finding(self.name, signed.sequence, None, "REWRITTEN")
        return None
