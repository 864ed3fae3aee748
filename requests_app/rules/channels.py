"""Channels, forms and languages: how a request may travel, and in which words."""

from collections.abc import Collection

from requests_app.rules.facts import Channel, Form, RequestFacts, Urgency
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import ChannelRow, ChannelWhen, Instrument, Tag
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

_EASIEST_FIRST = list(ChannelWhen)


def judge_channel(
    instrument: Instrument,
    facts: RequestFacts,
    channel: Channel,
    *,
    other_state: str,
    declared: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """What the instrument says against this channel for this request; nothing means open.

    Channels that the text opens only in urgent circumstances block a routine request where
    the text was read; an agreement that is not on record warns, and so does a declaration that
    is not among `declared` (None: not asked).
    """
    row = _row_for(instrument, facts, channel)
    if row is None:
        if not instrument.channels:
            return ()
        return (
            Finding(
                "channel",
                Severity.WARNS,
                Sentence(
                    _("%(instrument)s does not name this channel; agree on it with %(state)s."),
                    {"instrument": Word(instrument.short_title), "state": other_state},
                ),
            ),
        )
    found: list[Finding] = []
    routine = facts.urgency is Urgency.ROUTINE
    if routine and row.when in (ChannelWhen.URGENT, ChannelWhen.URGENT_AND_AGREED):
        found.append(
            Finding(
                "channel",
                by_tag(row.tag),
                Sentence(_("This channel is for urgent requests only."), cite=row.cite),
                row.tag,
            )
        )
    if row.when is ChannelWhen.URGENT_AND_AGREED and not facts.channel_agreed:
        found.append(
            Finding(
                "channel",
                Severity.WARNS,
                Sentence(
                    _("This channel needs the agreement of both States; none is on record."),
                    cite=row.cite,
                ),
                row.tag,
            )
        )
    if (
        row.when is ChannelWhen.IF_DECLARED
        and declared is not None
        and f"channel.{row.key}" not in declared
    ):
        found.append(
            Finding(
                "channel",
                Severity.WARNS,
                Sentence(
                    _("The register knows of no declaration by which %(state)s opened this way."),
                    {"state": other_state},
                    row.cite,
                ),
                row.tag,
            )
        )
    return tuple(found)


def opened_by_declaration(instrument: Instrument, facts: RequestFacts, channel: Channel) -> bool:
    """True where the requested State must have declared this channel open for the request."""
    row = _row_for(instrument, facts, channel)
    return row is not None and row.when is ChannelWhen.IF_DECLARED


def judge_form(instrument: Instrument, facts: RequestFacts) -> tuple[Finding, ...]:
    """What the instrument says of the form the request was made in; only oral ones matter.

    An oral request is for urgent circumstances, needs agreement and owes its confirmation.
    """
    if facts.form is not Form.ORAL:
        return ()
    found: list[Finding] = []
    if facts.urgency is Urgency.ROUTINE:
        found.append(oral_needs_urgency(instrument))
    missing = oral_not_provided_for(instrument)
    return (*found, missing) if missing else tuple(found)


def oral_needs_urgency(instrument: Instrument) -> Finding:
    """Only an urgent request may be made orally, whatever the text."""
    row = next((row for row in instrument.forms if row.key == Form.ORAL), None)
    return Finding(
        "urgency",
        Severity.BLOCKS,
        Sentence(
            _("A request may be made orally only when it is urgent; this one is routine."),
            cite=row.cite if row else "",
        ),
        row.tag if row else Tag.HOUSE,
    )


def oral_not_provided_for(instrument: Instrument) -> Finding | None:
    """Warns where the instrument does not know oral requests."""
    if any(row.key == Form.ORAL for row in instrument.forms):
        return None
    return Finding(
        "form",
        Severity.WARNS,
        Sentence(
            _("%(instrument)s does not provide for oral requests; both States must agree."),
            {"instrument": Word(instrument.short_title)},
        ),
    )


def judge_language(
    language: str, *, accepted: Collection[str], requested_state: str
) -> tuple[Finding, ...]:
    """Warns when the language is none of those the requested State is known to accept.

    An empty collection is unknown: then nothing is said.
    """
    if not accepted or language in accepted:
        return ()
    return (
        Finding(
            "language",
            Severity.WARNS,
            Sentence(
                _(
                    "The register knows that %(state)s accepts: %(languages)s. "
                    "Attach a translation."
                ),
                {"state": requested_state, "languages": ", ".join(sorted(accepted))},
            ),
        ),
    )


def _row_for(instrument: Instrument, facts: RequestFacts, channel: Channel) -> ChannelRow | None:
    """The row for this channel that is easiest to use, among those for these kinds."""
    rows = [
        row
        for row in instrument.channels
        if row.key == channel and instrument.concerns(row, facts.kinds)
    ]
    return min(rows, key=lambda row: _EASIEST_FIRST.index(row.when), default=None)
