"""Waivers: the few rules of the house that another person may lift in one case, for a time.

Nothing else lifts what stops an action. What a text makes a duty is not waived: the set holds
needs that are the house's own alone, and a test sees to it that none of them cites a text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules.action import SUPERVISORS, Action
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import REASONS
from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.shared import NOT_CLOSED

WAIVABLE = {
    "HAS_ADDRESSEE": _("An addressee whom the register or the draft names"),
    "OUTCOME_PER_MEASURE": _("An outcome for every measure before the case is closed"),
    "RESULTS_HAVE_LEFT": _("Results sent before the case is closed"),
    "OTHER_STATE_TOLD": _("The other State told before the case is closed"),
}
"""The closed set, by the keys of `needs.NEEDS`. Two persons for a decision is not in it."""


class Verdict(StrEnum):
    """What was decided on a waiver that was asked for."""

    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


VERDICT_LABELS = {Verdict.APPROVED: _("Approved"), Verdict.REFUSED: _("Not approved")}


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    """One waiver as it was asked for and decided; it counts up to its last day."""

    requirement: str
    asked_by: int
    until_on: date
    verdict: Verdict | None

    def lifts(self, requirement: str, today: date) -> bool:
        """True while the approved waiver lifts that requirement."""
        return (
            self.verdict is Verdict.APPROVED
            and self.requirement == requirement
            and today <= self.until_on
        )


def lifted(finding: Finding, until: date) -> Finding:
    """What would stop the action, as a warning that it was waived."""
    text = _("Waived until %(until)s: %(rule)s")
    sentence = Sentence(text, {"until": until, "rule": finding.sentence})
    return Finding(finding.key, Severity.WARNS, sentence, finding.tag)


def applied(
    requirement: str, found: Iterable[Finding], waivers: Iterable[WaiverFacts], today: date
) -> list[Finding]:
    """The findings of one need, those that stop lifted where a waiver counts today."""
    counting = [waiver for waiver in waivers if waiver.lifts(requirement, today)]
    if not counting:
        return list(found)
    return [lifted(one, counting[-1].until_on) if one.blocks else one for one in found]


ACTIONS: tuple[Action, ...] = (
    Action(
        "ask_waiver",
        None,
        _("Ask for a waiver"),
        _("asked for a waiver of a house rule"),
        NOT_CLOSED,
        takes=(
            Input(
                "requirement",
                Kind.CHOICE,
                _("House rule"),
                choices=tuple(WAIVABLE.items()),
            ),
            REASONS,
            Input("until_on", Kind.DATE, _("Until")),
        ),
        needs=("NO_WAIVER_OPEN", "UNTIL_AHEAD"),
        weight=78,
        help=_("Only rules of this house can be waived, never what a text makes a duty."),
    ),
    Action(
        "decide_waiver",
        None,
        _("Decide on a waiver"),
        _("decided on a waiver of a house rule"),
        NOT_CLOSED,
        (),
        SUPERVISORS,
        takes=(
            Input(
                "verdict",
                Kind.CHOICE,
                _("Decision"),
                choices=tuple((verdict.value, label) for verdict, label in VERDICT_LABELS.items()),
            ),
            Input("remark", Kind.TEXT, _("Remark"), required=False),
        ),
        needs=("WAIVER_OPEN", "ANOTHER_APPROVES"),
        weight=42,
    ),
)
