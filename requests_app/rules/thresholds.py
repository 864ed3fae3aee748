"""Is the offence, or what is left of the sentence, heavy enough for what is asked?"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from requests_app.rules.facts import RequestFacts
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import Instrument, Subject, ThresholdRow
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

WITHOUT_END = frozenset({"indeterminate", "life", "indeterminada", "perpetua"})
"""What is written where a sentence has no number of months."""


def judge(instrument: Instrument, facts: RequestFacts) -> tuple[Finding, ...]:
    """What falls short of a weight that the text asks for, or does not say it.

    Nothing here stops a person: below the weight nothing is owed, but the States may agree.
    """
    return tuple(
        finding
        for row in instrument.thresholds_for(facts.kinds)
        if (finding := _judge(row, facts)) is not None
    )


def _judge(row: ThresholdRow, facts: RequestFacts) -> Finding | None:
    match row.subject:
        case Subject.MAX_PENALTY_YEARS:
            found = longest_penalty(facts)
            short, silent = (
                _("%(rule)s. The request shows %(found)s years at most."),
                _("%(rule)s. The request does not say how long the longest penalty is."),
            )
        case Subject.SENTENCE_LEFT_MONTHS:
            found = _months_left(row, facts)
            short, silent = (
                _("%(rule)s. The request shows %(found)s months."),
                _("%(rule)s. The request does not say how many months are left."),
            )
    if found is None:
        return _warns(row, Sentence(silent, {"rule": Word(row.label)}, row.cite))
    if found < row.at_least:
        blanks: dict[str, object] = {"rule": Word(row.label), "found": f"{found:g}"}
        return _warns(row, Sentence(short, blanks, row.cite))
    return None


def longest_penalty(facts: RequestFacts) -> float | None:
    """The longest penalty of the offences named, in years; None where none is told."""
    told: Iterable[float | None] = (offence.max_penalty_years for offence in facts.offences)
    return max((years for years in told if years is not None), default=None)


def _months_left(row: ThresholdRow, facts: RequestFacts) -> float | None:
    """The shortest of the sentences concerned; one without an end is longer than any."""
    texts = [
        measure.contents.get("sentence_left_months", "").strip()
        for measure in facts.measures
        if measure.kind in row.kinds
    ]
    months = [_number(text) for text in texts]
    told = [number for number in months if number is not None]
    return min(told) if told and len(told) == len(months) else None


def _number(text: str) -> float | None:
    if text.casefold() in WITHOUT_END:
        return float("inf")
    try:
        number = Decimal(text.split()[0].replace(",", ".")) if text else None
    except InvalidOperation:
        return None
    return float(number) if number is not None and number.is_finite() else None


def _warns(row: ThresholdRow, sentence: Sentence) -> Finding:
    return Finding(row.key, Severity.WARNS, sentence, row.tag)
