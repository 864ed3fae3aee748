"""Does a request have the contents that its instrument asks for?"""

from dataclasses import dataclass

from requests_app.rules.contents import CONTENTS, Place
from requests_app.rules.facts import MeasureFacts, RequestFacts
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import ContentRow, Instrument, Need, Tag
from requests_app.rules.measures import FINISHED, Outcome, is_only_service
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

MISSING = _("Missing: %(content)s.")
PLACEHOLDERS = frozenset({"-", "?", ".", "n/a", "na", "tbd", "tba", "xxx", "unknown"})
"""What people type into a box to get past it; it does not count as a content."""


@dataclass(frozen=True, slots=True)
class ContentVerdict:
    """One content of the instrument, and whether the request has it."""

    row: ContentRow
    present: bool
    finding: Finding | None

    @property
    def label(self) -> str:
        """The words for this content (a message id)."""
        return CONTENTS[self.row.key].label


def judge(instrument: Instrument, facts: RequestFacts) -> tuple[ContentVerdict, ...]:
    """A verdict for each content that the instrument asks of a request for these measures.

    Only contents whose text was read block (tags V, V-SEED); where the text says "where
    possible" absence warns; a wish that was not made is no fault.
    """
    return tuple(_judge_row(row, instrument, facts) for row in instrument.contents_for(facts.kinds))


def missing(instrument: Instrument, facts: RequestFacts) -> tuple[Finding, ...]:
    """What the request lacks, blocking findings first."""
    found = [verdict.finding for verdict in judge(instrument, facts) if verdict.finding]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def is_given(text: str | None) -> bool:
    """True for a text that says something; blanks and place-holders do not."""
    if text is None or not text.strip():
        return False
    return text.strip().casefold() not in PLACEHOLDERS


def _judge_row(row: ContentRow, instrument: Instrument, facts: RequestFacts) -> ContentVerdict:
    present = _is_present(row, facts)
    if row.key == "deadline":
        return ContentVerdict(row, present, _judge_deadline(row, facts))
    waived = row.need is Need.IF_WISHED or (
        row.need is Need.EXCEPT_SERVICE and is_only_service(facts.kinds)
    )
    if present or waived:
        return ContentVerdict(row, present, None)
    if row.key == "persons":
        return ContentVerdict(row, False, _judge_persons(row, facts))
    severity = Severity.WARNS if row.need is Need.WHERE_POSSIBLE else by_tag(row.tag)
    content = CONTENTS[row.key]
    lacking = _measures_lacking(row, facts) if content.place is Place.MEASURE else ()
    if lacking:
        sentence = Sentence(
            _("Missing for measure %(numbers)s: %(content)s."),
            {
                "numbers": ", ".join(str(measure.number) for measure in lacking),
                "content": Word(content.label),
            },
            row.cite,
        )
    else:
        sentence = Sentence(MISSING, {"content": Word(content.label)}, row.cite)
    if row.tag is Tag.U:
        sentence = Sentence(
            _("%(finding)s This text has not been verified, so it does not stop you."),
            {"finding": sentence},
        )
    return ContentVerdict(row, False, Finding(row.key, severity, sentence, row.tag))


def _judge_persons(row: ContentRow, facts: RequestFacts) -> Finding | None:
    """An empty list of persons never blocks; it warns until a reason is given."""
    if is_given(facts.persons_reason):
        return None
    return Finding(
        row.key,
        Severity.WARNS,
        Sentence(
            _(
                "No person concerned is named. The text asks for persons where possible: "
                "name one, or say why none can be named."
            ),
            cite=row.cite,
        ),
        row.tag,
    )


def _judge_deadline(row: ContentRow, facts: RequestFacts) -> Finding | None:
    if facts.deadline_on and not is_given(facts.deadline_reason):
        return Finding(
            row.key,
            Severity.WARNS,
            Sentence(
                _("A suggested date counts only with its reasons: say why that date."),
                cite=row.cite,
            ),
            row.tag,
        )
    if facts.deadline_reason and not facts.deadline_on:
        return Finding(
            row.key,
            Severity.WARNS,
            Sentence(_("Reasons are given, but no suggested date."), cite=row.cite),
            row.tag,
        )
    return None


def _is_present(row: ContentRow, facts: RequestFacts) -> bool:
    match CONTENTS[row.key].place:
        case Place.SHEET:
            return is_given(facts.contents.get(row.key))
        case Place.MEASURE:
            return bool(facts.measures) and not _measures_lacking(row, facts)
        case Place.MEASURES:
            return bool(facts.measures) and all(is_given(m.description) for m in facts.measures)
        case Place.PERSONS:
            return any(is_given(person.identity) for person in facts.persons)
        case Place.OFFENCES:
            return bool(facts.offences) and all(is_given(o.provisions) for o in facts.offences)
        case Place.OFFENCE_NAMED:
            return any(is_given(offence.title) for offence in facts.offences)
        case Place.DEADLINE:
            return facts.deadline_on is not None and is_given(facts.deadline_reason)
        case Place.CONFIDENTIALITY:
            return is_given(facts.confidentiality)
        case Place.URGENCY:
            return is_given(facts.urgency_reason)


def _measures_lacking(row: ContentRow, facts: RequestFacts) -> tuple[MeasureFacts, ...]:
    return tuple(
        measure
        for measure in facts.measures
        if (not row.kinds or measure.kind in row.kinds)
        and (measure.outcome not in FINISHED or measure.outcome is Outcome.EXECUTED)
        and not is_given(measure.contents.get(row.key))
    )
