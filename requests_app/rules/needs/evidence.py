"""Needs of evidence: which items, in whose hands, whether they may leave."""

import re
from collections.abc import Iterable
from datetime import date

from requests_app.rules.case import Actor, Case
from requests_app.rules.custody import NEEDS_WHOM, STEP_LABELS, EvidenceFacts, Step
from requests_app.rules.findings import Finding
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.sentences import Word
from requests_app.rules.sentences import gettext_noop as _

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def chosen(case: Case, given: Given) -> list[EvidenceFacts]:
    """The items that were chosen, of those that there are."""
    numbers = set((given or {}).get("evidence") or ())
    return [item for item in case.evidence if str(item.number) in numbers]


def evidence_chosen(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is chosen is an item of evidence of this case."""
    if not case.evidence:
        yield blocks("evidence", _("No item of evidence is registered."))
        return
    known = {str(item.number) for item in case.evidence}
    for number in (given or {}).get("evidence") or ():
        if number not in known:
            yield blocks("evidence", _("There is no item of evidence %(number)s."), number=number)


def evidence_here(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Nothing more is done with an item that was returned or destroyed."""
    items = case.evidence if given is None else chosen(case, given)
    gone = [item.number for item in items if item.is_gone]
    if given is None and len(gone) < len(items):
        return
    for number in gone:
        yield blocks(
            "evidence",
            _("Item %(number)s was returned or destroyed: it is not here any more."),
            number=number,
        )


def kept_or_described(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An item is kept here as a file, or it says on which medium it is."""
    if given is not None and not given.get("file") and not given.get("medium"):
        yield blocks("medium", _("Add the file, or say on which medium the item is."))


def hash_readable(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A SHA-256 is 64 hexadecimal digits, a size at least one byte."""
    if given is None:
        return
    stated = given.get("stated_sha256")
    if stated and not _SHA256.fullmatch(stated):
        yield blocks("stated_sha256", _("A SHA-256 has 64 characters, 0 to 9 and a to f."))
    size = given.get("stated_size")
    if size is not None and not 0 < size < 2**63:
        yield blocks("stated_size", _("The size is a number of bytes, at least one."))


def measures_known(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The measures named are measures of the request."""
    known = {str(measure.number) for measure in case.facts.measures}
    for number in (given or {}).get("measures") or ():
        if number not in known:
            yield blocks("measures", _("There is no measure %(number)s."), number=number)


def custody_in_order(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An entry is not of the future, nor of a day before the entry that it follows."""
    day = (given or {}).get("happened_on")
    if not isinstance(day, date):
        return
    if day > case.today:
        yield blocks("happened_on", _("That lies in the future; record it once it has happened."))
    for item in chosen(case, given):
        last = max(link.on for link in item.chain)
        if day < last:
            yield blocks(
                "happened_on",
                _("Item %(number)s has an entry of %(day)s: choose that day or a later one."),
                number=item.number,
                day=last,
            )


def custody_complete(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What was handed over or returned went to somebody."""
    if given is None or given.get("given_to"):
        return
    step = Step(given["step"])
    if step in NEEDS_WHOM:
        yield blocks("given_to", _("Say to whom: “%(step)s”."), step=Word(STEP_LABELS[step]))


def evidence_released(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """No item leaves before the results of its measures were released."""
    for item in chosen(case, given):
        if not set(item.measures) <= set(case.released):
            yield blocks(
                "evidence",
                _("Item %(number)s comes from a measure whose results are not released yet."),
                number=item.number,
            )


def receipt_owed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A receipt is given once, for an item for which one was asked."""
    if given is None:
        if case.evidence and not any(item.receipt_owed for item in case.evidence):
            yield blocks("evidence", _("No receipt is owed for any item of evidence."))
        return
    for item in chosen(case, given):
        if not item.receipt_owed:
            yield blocks(
                "evidence", _("No receipt is owed for item %(number)s."), number=item.number
            )


def receipts_settled(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case that is closed while a receipt is owed says so."""
    owed = [str(item.number) for item in case.evidence if item.receipt_owed]
    if owed:
        yield warns(
            "evidence",
            _("A receipt is still owed for evidence: item %(numbers)s."),
            numbers=", ".join(owed),
        )
