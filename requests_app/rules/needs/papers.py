"""Needs of channels, forms and letters."""

from collections.abc import Iterable

from requests_app.rules import channels, workflow
from requests_app.rules.case import Actor, Case, LetterFacts
from requests_app.rules.correspondence import DECISION_LETTERS, IN_HOUSE, KINDS, Letter, To
from requests_app.rules.facts import Channel, Urgency
from requests_app.rules.findings import Finding
from requests_app.rules.needs.base import Given, blocks
from requests_app.rules.sentences import Word
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State


def channel_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The channel is one that the instrument provides for, in the case at hand."""
    if given is not None and given.get("channel") and not _stays_inside(case, given):
        channel = Channel(given["channel"])
        asked = channels.opened_by_declaration(case.instrument, case.facts, channel)
        yield from channels.judge_channel(
            case.instrument,
            case.facts,
            channel,
            other_state=case.other_state,
            declared=case.declared if asked else None,
        )


def urgent(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only an urgent request may be made orally."""
    if case.facts.urgency is Urgency.ROUTINE:
        yield channels.oral_needs_urgency(case.instrument)


def oral_form_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The instrument knows oral requests, and they are to be confirmed in writing."""
    if finding := channels.oral_not_provided_for(case.instrument):
        yield finding


def confirmation_owed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only an oral request that is not yet confirmed can be confirmed."""
    if not case.confirmation_owed:
        yield blocks("form", _("No written confirmation is owed."))


def channel_named(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A letter to the other State leaves by a channel; one to our own authority needs none."""
    if given is None or given.get("channel") or _stays_inside(case, given):
        return
    yield blocks("channel", _("Name the channel by which the letter left the house."))


def left_after_written(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """No letter leaves the house before it is written."""
    sent = (given or {}).get("sent_at")
    if sent is None:
        return
    chosen = _chosen(case, given) if (given or {}).get("letter") else _latest(case, Letter.REQUEST)
    if chosen and sent < chosen.written_at:
        yield blocks("sent_at", _("The letter was written later than that: correct the time."))


def _stays_inside(case: Case, given: Given) -> bool:
    letter = _chosen(case, given)
    return letter is not None and KINDS[letter.kind].to is To.COMPETENT_AUTHORITY


def _latest(case: Case, kind: Letter) -> LetterFacts | None:
    own = [item for item in case.letters if item.kind is kind and item.status != "CANCELLED"]
    return own[-1] if own else None


def letter_ready(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The letter of request is rendered."""
    yield from _not_ready(_latest(case, Letter.REQUEST))


def _not_ready(letter: LetterFacts | None) -> Iterable[Finding]:
    if letter is None:
        yield blocks("letter", _("There is no such letter."))
    elif letter.status == "WAITING":
        yield blocks("letter", _("The letter is still being rendered; try again in a moment."))
    elif letter.status == "FAILED":
        yield blocks("letter", _("The letter could not be rendered; a person must look at it."))
    elif letter.status == "CANCELLED":
        yield blocks("letter", _("The letter was cancelled."))


def letter_not_dispatched(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The letter of request has not left the house."""
    letter = _latest(case, Letter.REQUEST)
    if letter and letter.status == "DISPATCHED":
        yield blocks("letter", _("The letter has left the house; withdraw the request instead."))


def decision_letter_not_dispatched(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A decision can be taken back only while its letter is in the house."""
    latest = [item for item in case.letters if item.kind in DECISION_LETTERS]
    if latest and latest[-1].status == "DISPATCHED":
        yield blocks("letter", _("The decision has left the house and cannot be taken back here."))


MUST_BE_TOLD = DECISION_LETTERS | {
    Letter.CONSULTATION,
    Letter.RESULTS,
    Letter.WITHDRAWAL,
    Letter.CONSENT_REPLY,
    Letter.DISCLOSURE_NOTICE,
    Letter.SECRECY_IMPOSSIBLE,
    Letter.SECRECY_DECISION,
}
"""Letters without which a decision would never reach the other State."""
ENDS_WITH = {
    State.REFUSED: Letter.REFUSAL,
    State.RETURNED_DEFICIENT: Letter.RETURN,
    State.FORWARDED: Letter.FORWARDING,
    State.WITHDRAWN: Letter.WITHDRAWAL,
    State.RESULTS_SENT: Letter.RESULTS,
}
"""The letter of ours, where there is one, that tells the other State how the case ended."""


def _chosen(case: Case, given: Given) -> LetterFacts | None:
    wanted = (given or {}).get("letter")
    return next((letter for letter in case.letters if letter.id == wanted), None)


def leaves_by(case: Case, kind: str) -> str:
    """The action by which a letter of that kind leaves: the letter of request has its own."""
    if kind == Letter.REQUEST:
        if workflow.action("transmit").is_open_in(case.direction, case.state):
            return "transmit"
        confirming = workflow.action("confirm_in_writing")
        if case.confirmation_owed and confirming.is_open_in(case.direction, case.state):
            return "confirm_in_writing"
    return "dispatch_letter"


def letter_chosen_ready(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The letter chosen is rendered, has not left yet, and leaves by no action of its own."""
    if given is None:
        waiting = [item for item in case.letters if item.status in ("READY", "WAITING")]
        if not waiting:
            yield blocks("letter", _("No letter is waiting to be dispatched."))
        elif all(leaves_by(case, item.kind) != "dispatch_letter" for item in waiting):
            yield _leaves_otherwise(case, waiting[-1])
        return
    letter = _chosen(case, given)
    yield from _not_ready(letter)
    if letter and letter.status == "DISPATCHED":
        yield blocks("letter", _("This letter has already left the house."))
    elif letter and leaves_by(case, letter.kind) != "dispatch_letter":
        yield _leaves_otherwise(case, letter)


def _leaves_otherwise(case: Case, letter: LetterFacts) -> Finding:
    return blocks(
        "letter",
        _("The letter of request leaves by “%(action)s”."),
        action=Word(workflow.action(leaves_by(case, letter.kind)).label),
    )


def letter_chosen_not_dispatched(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The letter chosen is still in the house."""
    if given is None:
        if not any(is_in_house(letter) for letter in case.letters):
            yield blocks("letter", _("No letter is waiting in the house."))
        return
    letter = _chosen(case, given)
    if letter is None:
        yield blocks("letter", _("There is no such letter."))
    elif letter.status == "DISPATCHED":
        yield blocks("letter", _("This letter has already left the house."))
    elif letter.status == "CANCELLED":
        yield blocks("letter", _("The letter was cancelled."))
    elif letter.kind in MUST_BE_TOLD and letter.status != "FAILED":
        yield blocks(
            "letter",
            _("The other State has to be told of this. Dispatch it, or take the decision back."),
        )


def no_letter_waiting(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case is closed with no letter left in the house."""
    waiting = sum(is_in_house(letter) for letter in case.letters)
    if waiting:
        yield blocks(
            "letter",
            _("Letters still in the house: %(count)s. Dispatch or cancel them first."),
            count=waiting,
        )


def letter_chosen_lost(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a letter that failed, or was cancelled by itself, is written again.

    The request and the letters of a decision that was taken back are cancelled with what they
    tell: they come back by approving or deciding anew.
    """
    if given is None:
        if not any(is_lost(case, letter) for letter in case.letters):
            yield blocks("letter", _("No letter failed or was cancelled."))
        return
    letter = _chosen(case, given)
    if letter is None:
        yield blocks("letter", _("There is no such letter."))
    elif not is_lost(case, letter):
        yield blocks("letter", _("Only a letter that failed or was cancelled is written again."))


def is_in_house(letter: LetterFacts) -> bool:
    """The letter is written, has not left, and was not given up."""
    return letter.status in IN_HOUSE


def is_lost(case: Case, letter: LetterFacts) -> bool:
    """The letter failed, or was cancelled while what it tells still stands."""
    if letter.status == "CANCELLED":
        stands = letter.kind is ENDS_WITH.get(case.state)
        return stands or letter.kind not in DECISION_LETTERS | {Letter.REQUEST}
    return letter.status == "FAILED"


def other_state_told(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case that we ended is closed once the other State was told, by the letter or a note."""
    kind = ENDS_WITH.get(case.state)
    ours = [letter for letter in case.letters if letter.kind is kind]
    if kind is None or not ours or ours[-1].status == "DISPATCHED":
        return
    since = case.letters[case.letters.index(ours[-1]) :]
    if any(letter.kind is Letter.NOTE and letter.status == "DISPATCHED" for letter in since):
        return
    yield blocks(
        "letter",
        _("The other State was not told: dispatch “%(letter)s”, or write it again."),
        letter=Word(KINDS[kind].title),
    )
