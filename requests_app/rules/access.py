"""Who may, and may this now: one verdict, whose reason is what the disabled button says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests_app.rules import needs, waivers, workflow
from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.measures import KINDS
from requests_app.rules.sentences import Sentence, Word, Words
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import LABELS

ROLE_LABELS = {
    workflow.CLERK: _("Clerk"),
    workflow.SUPERVISOR: _("Supervisor"),
    workflow.EXECUTING_OFFICER: _("Executing officer"),
    workflow.DUTY_OFFICER: _("Duty officer"),
    workflow.AUDITOR: _("Auditor"),
    workflow.REGISTRAR: _("Registrar"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an action may be done, why not, and what to be warned of."""

    allowed: bool
    findings: tuple[Finding, ...] = ()
    kind: str = ""
    """Why not: ROLE (not this person), STATE (not now), RULE (the law or the house)."""

    @property
    def reason(self) -> Sentence | None:
        """The first thing in the way, as a sentence; None when nothing is."""
        return None if self.allowed else self.findings[0].sentence

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What does not stop the action but is to be read."""
        return tuple(finding for finding in self.findings if not finding.blocks)


def roles_here(actor: Actor, case: Case) -> frozenset[str]:
    """The roles that count for this case: each only at the authority it is held for.

    An executing officer acts where the request was passed on; all other roles where it is
    kept. Nobody decides at one authority by a role held at another.
    """
    here: set[str] = set()
    if actor.authority_id == case.home_authority_id:
        here |= actor.roles - {workflow.EXECUTING_OFFICER}
    if actor.authority_id == case.executing_authority_id:
        here |= actor.roles & {workflow.EXECUTING_OFFICER}
    return frozenset(here)


def may(action: workflow.Action, case: Case, actor: Actor) -> Finding | None:
    """None when the person's roles allow the action at all."""
    if roles_here(actor, case) & action.who:
        return None
    return _refusal(
        "role",
        _("Only these may do this: %(roles)s."),
        roles=Words(ROLE_LABELS[role] for role in workflow.ROLES if role in action.who),
    )


def verdict(
    action: workflow.Action,
    case: Case,
    actor: Actor,
    given: Mapping[str, Any] | None = None,
) -> Verdict:
    """May this person do this to this request now, with what is given?

    Without `given` only what can be known beforehand is judged, as for a button.
    """
    if finding := may(action, case, actor):
        return Verdict(False, (finding,), "ROLE")
    if not action.is_open_in(case.direction, case.state):
        return Verdict(False, (not_in_this_state(action, case),), "STATE")
    if action.kinds and not action.is_for(case.facts.kinds):
        return Verdict(False, (not_for_these_kinds(action),), "STATE")
    findings: list[Finding] = []
    for key in action.needs:
        found = list(needs.NEEDS[key](case, actor, given))
        if key in waivers.WAIVABLE and any(finding.blocks for finding in found):
            found = waivers.applied(key, found, case.waivers, case.today)
        findings.extend(found)
    if any(finding.blocks for finding in findings):
        findings.sort(key=lambda finding: not finding.blocks)
        return Verdict(False, tuple(findings), "RULE")
    return Verdict(True, tuple(findings))


def not_in_this_state(action: workflow.Action, case: Case) -> Finding:
    """Says in which states the action is possible."""
    if action.direction not in (None, case.direction):
        return _refusal("direction", _("This action belongs to requests of the other direction."))
    return _refusal(
        "state",
        _("“%(action)s” is not possible while the request is “%(state)s”."),
        action=Word(action.label),
        state=Word(LABELS[case.state]),
    )


def not_for_these_kinds(action: workflow.Action) -> Finding:
    """Says which kinds of measure the action is for."""
    return _refusal(
        "kind",
        _("“%(action)s” is only for requests that ask for: %(kinds)s."),
        action=Word(action.label),
        kinds=Words(kind.label for kind in KINDS.values() if kind.key in action.kinds),
    )


def _refusal(key: str, text: str, **blanks: object) -> Finding:
    return Finding(key, Severity.BLOCKS, Sentence(text, blanks))
