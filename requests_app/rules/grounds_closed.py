"""What closes a ground of refusal to an offence, and what its use brings about."""

from collections.abc import Iterable

from requests_app.rules.completeness import is_given
from requests_app.rules.facts import RequestFacts
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import GroundRow, Instrument
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.thresholds import longest_penalty


def by_list(row: GroundRow, facts: RequestFacts | None) -> Finding | None:
    """Stops a ground that the instrument closes to listed offences of a certain weight.

    Whether an offence is in the list is what the request says of it. Its weight being
    unknown, it warns.
    """
    if row.listed_offence_years is None or facts is None:
        return None
    if not any(is_given(m.contents.get("offence_category")) for m in facts.measures):
        return None
    years = longest_penalty(facts)
    if years is not None and years < row.listed_offence_years:
        return None
    blanks: dict[str, object] = {"ground": Word(row.label), "years": row.listed_offence_years}
    if years is None:
        text = _(
            "The request names a category of the list: “%(ground)s” is closed if %(years)s "
            "years or more may be given. It does not say how long the longest penalty is."
        )
        return Finding(row.key, Severity.WARNS, Sentence(text, blanks, row.cite), row.tag)
    text = _(
        "“%(ground)s” is closed to an offence of the list for which %(years)s years or more "
        "may be given."
    )
    return Finding(row.key, by_tag(row.tag), Sentence(text, blanks, row.cite), row.tag)


def brought_about(instrument: Instrument, kinds: frozenset[str], key: str) -> Iterable[Finding]:
    """What a refusal on this ground obliges to, such as prosecuting a national."""
    for duty in instrument.duties:
        if duty.follows == key and instrument.concerns(duty, kinds):
            yield Finding(duty.key, Severity.INFORMS, Sentence(duty.text, cite=duty.cite), duty.tag)
