"""Needs of the path of a communication: which State it leads to, and whether one was found."""

from collections.abc import Iterable

from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding
from requests_app.rules.needs.base import Given, blocks
from requests_app.rules.sentences import gettext_noop as _


def third_state_known(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The path leads to a State of the register that is neither of the two."""
    if given is None:
        return
    code = given["third_state"]
    if code in (case.facts.requesting, case.facts.requested):
        yield blocks("third_state", _("Name a third State: this one is a side of the request."))
    elif not case.knows_state(code):
        yield blocks(
            "third_state", _("The register knows no State with the code %(code)s."), code=code
        )


def path_found(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A provider in a third State was found that no request follows yet."""
    if not case.path_open:
        yield blocks("path", _("No path to a third State waits for a request."))
