"""Which instruments a request can rest on, and which of them leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import Instrument, Status
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

COURTESY = "COURTESY"


class Verdict(StrEnum):
    """Whether an instrument can carry a request between two States on a date."""

    BINDS = "BINDS"
    DOES_NOT_BIND = "DOES_NOT_BIND"
    UNKNOWN = "UNKNOWN"
    MODEL_ONLY = "MODEL_ONLY"
    """A draft, never in force: only as a text the two States agree to follow."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register says of one instrument between two States on a date."""

    code: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class NamedTreaty:
    """A treaty that the request names and the installation holds no text of."""

    title: str
    articles: str = ""
    covers_assistance: bool = True


@dataclass(frozen=True, slots=True)
class Applicable:
    """One possible legal basis, and what is to be said of it."""

    code: str
    title: str
    verdict: Verdict
    why: str
    primary: bool
    provides_for: tuple[str, ...]
    does_not_provide_for: tuple[str, ...]
    remarks: tuple[Sentence, ...] = ()


def weigh(
    instruments: Iterable[Instrument],
    standings: Iterable[Standing],
    *,
    kinds: frozenset[str],
    chosen: tuple[str, ...] = (),
    treaties: tuple[NamedTreaty, ...] = (),
    compared: tuple[str, ...] = (),
) -> tuple[Applicable, ...]:
    """Each instrument that may matter, the leading one first.

    A treaty of mutual assistance that binds the two leads, and the default paragraphs of
    the multilateral texts then do not apply unless both States agree to them (CARICOM
    draft, UNTOC and UNCAC: paragraph 7 of the article on mutual legal assistance). Next
    comes what the request itself names, then what binds, the one that provides for most
    of the measures first. Where nothing binds the request goes by courtesy, and says so.
    Texts that are only `compared` never lead.
    """
    by_code = {instrument.code: instrument for instrument in instruments}
    standing = {entry.code: entry for entry in standings}
    leading_treaty = next((t for t in treaties if t.covers_assistance), None)
    found: list[Applicable] = [
        Applicable(
            COURTESY,
            treaty.title,
            Verdict.UNKNOWN,
            _("Named by the request; its text is not held here."),
            treaty is leading_treaty,
            (),
            (),
            (
                Sentence(
                    _("Check this treaty's own rules: this installation does not hold its text.")
                ),
            ),
        )
        for treaty in treaties
    ]
    usable = [
        instrument
        for instrument in by_code.values()
        if instrument.status is not Status.COURTESY
        and (
            instrument.code in chosen
            or (instrument.code in standing and standing[instrument.code].verdict is Verdict.BINDS)
        )
    ]
    leads = None if leading_treaty else _leading(usable, standing, kinds, chosen)
    for instrument in by_code.values():
        if instrument.status is Status.COURTESY:
            continue
        entry = standing.get(instrument.code) or Standing(
            instrument.code,
            Verdict.MODEL_ONLY
            if instrument.status in (Status.DRAFT, Status.SCHEME)
            else Verdict.UNKNOWN,
            _("The register knows nothing of it between these States."),
        )
        found.append(
            Applicable(
                instrument.code,
                instrument.title,
                entry.verdict,
                entry.why,
                instrument is leads,
                tuple(sorted(kinds & instrument.kinds)),
                tuple(sorted(kinds - instrument.kinds)),
                _remarks(instrument, entry, leading_treaty, chosen, compared),
            )
        )
    if leads is None and leading_treaty is None and COURTESY in by_code:
        courtesy = by_code[COURTESY]
        found.append(
            Applicable(
                COURTESY,
                courtesy.title,
                Verdict.MODEL_ONLY,
                _("No instrument known here binds both States on that date."),
                True,
                tuple(sorted(kinds & courtesy.kinds)),
                tuple(sorted(kinds - courtesy.kinds)),
                (Sentence(_("The request rests on courtesy or reciprocity; the letter says so.")),),
            )
        )
    return tuple(sorted(found, key=lambda a: (not a.primary, _ORDER[a.verdict], a.code)))


def named_without_binding(instruments: Iterable[Instrument]) -> Iterable[Finding]:
    """Warns of each instrument that a request rests on though it does not bind both States."""
    for instrument in instruments:
        yield Finding(
            "legal_basis",
            Severity.WARNS,
            Sentence(
                _(
                    "%(instrument)s is named as a basis, but the register says that it does "
                    "not bind both States: it carries the request only as far as both agree."
                ),
                {"instrument": Word(instrument.short_title)},
            ),
        )


_ORDER = {
    Verdict.BINDS: 0,
    Verdict.MODEL_ONLY: 2,
    Verdict.UNKNOWN: 1,
    Verdict.DOES_NOT_BIND: 3,
}


def _leading(
    usable: list[Instrument],
    standing: dict[str, Standing],
    kinds: frozenset[str],
    chosen: tuple[str, ...],
) -> Instrument | None:
    def rank(instrument: Instrument) -> tuple[int, int, int, str]:
        entry = standing.get(instrument.code)
        named = chosen.index(instrument.code) if instrument.code in chosen else len(chosen)
        binds = 0 if entry and entry.verdict is Verdict.BINDS else 1
        return (named, binds, len(kinds - instrument.kinds), instrument.code)

    return min(usable, key=rank, default=None)


def _remarks(
    instrument: Instrument,
    entry: Standing,
    leading_treaty: NamedTreaty | None,
    chosen: tuple[str, ...],
    compared: tuple[str, ...],
) -> tuple[Sentence, ...]:
    remarks: list[Sentence] = []
    regime = instrument.default_regime
    if regime and leading_treaty:
        remarks.append(
            Sentence(
                _(
                    "%(treaty)s governs: paragraphs %(paragraphs)s apply only if both States "
                    "agree to apply them instead."
                ),
                {"treaty": leading_treaty.title, "paragraphs": regime.paragraphs},
                regime.cite,
            )
        )
    elif regime and (entry.verdict is Verdict.BINDS or instrument.code in (*chosen, *compared)):
        remarks.append(
            Sentence(
                _(
                    "Paragraphs %(paragraphs)s apply directly only if no treaty of mutual "
                    "assistance binds the two States."
                ),
                {"paragraphs": regime.paragraphs},
                regime.cite,
            )
        )
    if instrument.status is Status.DRAFT:
        remarks.append(
            Sentence(_("A draft that was never in force: a basis only as far as both agree."))
        )
    if instrument.status is Status.SCHEME:
        remarks.append(
            Sentence(
                _(
                    "A scheme, not a treaty: a basis only as far as the law of both States "
                    "lets it be."
                )
            )
        )
    if instrument.code in chosen and entry.verdict is Verdict.DOES_NOT_BIND:
        remarks.append(
            Sentence(_("The request names it, but the register says that it does not bind both."))
        )
    return tuple(remarks)
