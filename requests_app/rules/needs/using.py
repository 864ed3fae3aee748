"""Needs of use: consent to another use, disclosure after notice, conditions that bind."""

from collections.abc import Iterable
from datetime import date

from requests_app.rules.case import Actor, Case
from requests_app.rules.consent import Purpose
from requests_app.rules.correspondence import Letter
from requests_app.rules.findings import Finding
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.needs.evidence import chosen
from requests_app.rules.sentences import gettext_noop as _

ONWARD = "duty.onward_transfer"
EXPLAINS = ("duty.explain_use", "duty.emergency_explain_use")


def evidence_known(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is chosen, if anything, are items of evidence of this case."""
    known = {str(item.number) for item in case.evidence}
    for number in (given or {}).get("evidence") or ():
        if number not in known:
            yield blocks("evidence", _("There is no item of evidence %(number)s."), number=number)


def receiver_named(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is passed on goes to somebody who is named; another use at home names nobody."""
    if given is None:
        return
    onward = given.get("purpose") == Purpose.PASSED_ON
    if onward and not given.get("receiver"):
        yield blocks("receiver", _("Name the third State or the organisation."))
    elif not onward and given.get("receiver"):
        yield blocks("receiver", _("Only what is passed on has a receiver."))


def no_consent_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """One consent is asked for at a time, so that every answer is to one question."""
    if any(consent.answer is None for consent in case.consents):
        yield blocks("consent", _("A consent that was asked for is still without an answer."))


def consent_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a consent that was asked for is answered."""
    if not any(consent.answer is None for consent in case.consents):
        yield blocks("consent", _("No consent to another use is asked for."))


def another_supervisor_answers(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Who recorded what is asked does not decide on it."""
    asked = [consent for consent in case.consents if consent.answer is None]
    if asked and asked[-1].recorded_by == actor.id:
        yield blocks(
            "four_eyes",
            _("You recorded what they ask, so another supervisor decides on it. (house rule)"),
        )


def use_permitted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Another use has the consent of the State that gave the evidence.

    It stops where a text that was read, or a condition that binds, forbids the use without;
    else it warns.
    """
    if given is None or not given.get("purpose"):
        return
    purpose, receiver = Purpose(given["purpose"]), given.get("receiver") or ""
    items = chosen(case, given)
    numbers = frozenset(item.number for item in items)
    if any(consent.covers(purpose, numbers, receiver) for consent in case.consents):
        return
    duty = case.instrument.duty(ONWARD) if purpose is Purpose.PASSED_ON else None
    if duty and duty.tag.may_block:
        cite = duty.cite
    else:
        binding = [
            limit for number in sorted(numbers) for limit in case.limits_on(number) if limit.binding
        ]
        cite = binding[0].cite if binding else ""
        if not binding:
            yield warns(
                "consent",
                _("No consent to this use is on record. Ask the State that gave it first."),
            )
            return
    yield blocks(
        "consent",
        _("This use needs the prior consent of the State that gave it, and none is on record."),
        cite,
    )


def disclosure_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Notice of a disclosure was given, and it has not taken place yet."""
    if case.disclosure is None:
        yield blocks("disclosure", _("No disclosure is open."))


def no_disclosure_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """One disclosure is announced at a time."""
    if case.disclosure is not None:
        yield blocks(
            "disclosure", _("A disclosure is announced already: record it before the next one.")
        )


def notice_has_left(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Nothing is disclosed before the notice of it has left the house."""
    notices = [item for item in case.letters if item.kind is Letter.DISCLOSURE_NOTICE]
    if notices and notices[-1].status != "DISPATCHED":
        duty = case.instrument.duty("duty.exculpatory")
        yield blocks(
            "disclosure",
            _("The notice has not left the house: dispatch it before anything is disclosed."),
            duty.cite if duty and duty.tag.may_block else "",
        )


def consultation_asked(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """They asked to be consulted, and were not yet."""
    found = case.disclosure
    if found is None or not found.consultation_asked or found.consulted:
        yield blocks("disclosure", _("They have not asked to be consulted on a disclosure."))


def consultation_held(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Where they asked for it, they are consulted before the disclosure."""
    found = case.disclosure
    if found and found.consultation_asked and not found.consulted:
        duty = case.instrument.duty("duty.exculpatory")
        yield blocks(
            "disclosure",
            _("They asked to be consulted: consult them before anything is disclosed."),
            duty.cite if duty and duty.tag.may_block else "",
        )


def happened(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is recorded as having happened has."""
    day = (given or {}).get("happened_on")
    if isinstance(day, date) and day > case.today:
        yield blocks("happened_on", _("That lies in the future; record it once it has happened."))


def conditions_bind(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Conditions were accepted, so that there is something to keep."""
    if not case.conditions_accepted:
        yield blocks("conditions", _("No accepted conditions are on record."))


def use_question_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A report on the use was asked for and is owed."""
    if not case.use_question_open:
        yield blocks("use", _("Nobody asked how it was used."))


def may_ask_use(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Says where the text gives no right to ask; asking is never stopped."""
    rows = [row for key in EXPLAINS if (row := case.instrument.duty(key))]
    if not rows and not case.conditions_accepted:
        yield warns("use", _("No text gives a right to ask this: it is asked as a courtesy."))
