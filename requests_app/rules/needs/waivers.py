"""Needs of waivers: one at a time, decided by another person."""

from collections.abc import Iterable

from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding
from requests_app.rules.needs.base import Given, blocks
from requests_app.rules.sentences import gettext_noop as _


def no_waiver_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """One waiver is asked for at a time."""
    if any(waiver.verdict is None for waiver in case.waivers):
        yield blocks("waiver", _("A waiver that was asked for is not decided yet."))


def waiver_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a waiver that was asked for is decided."""
    if all(waiver.verdict is not None for waiver in case.waivers):
        yield blocks("waiver", _("No waiver is asked for."))


def another_approves(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Who asked for a waiver does not decide on it."""
    if any(one.verdict is None and one.asked_by == actor.id for one in case.waivers):
        yield blocks(
            "four_eyes",
            _("You asked for this waiver, so another supervisor decides on it. (house rule)"),
        )


def until_ahead(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A waiver ends on a day that is not past."""
    until = (given or {}).get("until_on")
    if until is not None and until < case.today:
        yield blocks("until_on", _("Choose today or a later date."))
