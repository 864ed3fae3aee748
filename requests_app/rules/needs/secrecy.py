"""Needs of secrecy: what was asked, what was told, who decides."""

from collections.abc import Iterable

from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding
from requests_app.rules.instruments import Tag
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.secrecy import NOT_EXECUTED
from requests_app.rules.sentences import gettext_noop as _


def restricted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a restriction that there is can be lifted."""
    if not case.is_restricted:
        yield blocks("restricted", _("Everybody of the authority may know of this request."))


def classified(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Where confidentiality is asked for, a supervisor is reminded to restrict who may know."""
    if case.facts.confidentiality and not case.is_restricted:
        duty = case.instrument.duty("duty.confidentiality")
        yield warns(
            "restricted",
            _("Confidentiality is asked for: restrict who may know of the request."),
            duty.cite if duty else "",
            duty.tag if duty else Tag.HOUSE,
        )


def secrecy_asked(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Secrecy can only be missed where it was asked for."""
    if not case.facts.confidentiality:
        yield blocks("confidentiality", _("No confidentiality is asked for in this request."))


def secrecy_not_told(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """It is told once, until the requesting State has decided."""
    if case.secrecy_open:
        yield blocks("confidentiality", _("It is told already: the requesting State decides."))


def secrecy_told(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The requesting State decides on what it was told."""
    if not case.secrecy_open:
        yield blocks("confidentiality", _("Nobody said that secrecy cannot be kept."))


def secrecy_settled(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Nothing is executed while the requesting State decides whether it shall be without
    secrecy, nor after it decided that it shall not. It stops where a text that was read gives
    that State the decision; else it warns."""
    duty = case.instrument.duty("duty.requesting_decides")
    if case.secrecy_open:
        text = _("Secrecy cannot be kept: wait for the decision of the requesting State.")
    elif case.secrecy_decision == NOT_EXECUTED:
        text = _("The requesting State decided that it is not executed without secrecy.")
    else:
        return
    if duty and duty.tag.may_block:
        yield blocks("confidentiality", text, duty.cite)
    else:
        yield warns(
            "confidentiality",
            text,
            duty.cite if duty else "",
            duty.tag if duty else Tag.HOUSE,
        )
