"""Needs of decisions: grounds, reasons, consultation, conditions."""

from collections.abc import Iterable

from requests_app.rules import before_deciding, completeness, refusal
from requests_app.rules.case import Actor, Case, Consulted
from requests_app.rules.contents import CONTENTS
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import Moment, Need, Tag
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.needs.outcomes import kinds_chosen
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _


def assessed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The request was examined against its instrument before a decision on it."""
    if not case.is_assessed:
        yield blocks("assessment", _("Take the request up for decision first."))


def permitted_ground(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A refusal rests on at least one permitted ground of this instrument, and has reasons."""
    if given is None:
        return
    kinds = kinds_chosen(case, given)
    yield from refusal.judge_grounds(
        case.instrument,
        kinds,
        given["grounds"],
        own_law=given.get("own_law") or "",
        facts=case.facts,
    )
    yield from undeclared(case, kinds, given["grounds"])
    yield from before_deciding.judge_reasons(
        case.instrument, given.get("reasons") or "", moment=Moment.ON_REFUSING
    )


def undeclared(case: Case, kinds: frozenset[str], grounds: Iterable[str]) -> Iterable[Finding]:
    """A ground that only a State may use that reserved or declared it, and did not."""
    for row in case.instrument.grounds_for(kinds):
        if row.needs_declaration and row.key in grounds and row.key not in case.declared:
            yield Finding(
                row.key,
                by_tag(row.tag),
                Sentence(
                    _("The register knows of no declaration of %(state)s that opens this ground."),
                    {"state": case.facts.requested},
                    row.cite,
                ),
                row.tag,
            )


def consulted_to_refuse(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The requesting State was consulted before a refusal, where the text asks for it."""
    if given is None:
        return
    yield from before_deciding.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_REFUSING,
        consulted=case.consulted,
        grounds=given["grounds"],
        kinds=kinds_chosen(case, given),
    )


def postponement_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The instrument knows postponement."""
    yield from before_deciding.judge_postponement(case.instrument, case.facts.kinds)
    if given is not None:
        yield from before_deciding.judge_reasons(
            case.instrument, given.get("reasons") or "", moment=Moment.ON_POSTPONING
        )


def consulted_to_postpone(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The requesting State was consulted before a postponement, where the text asks for it."""
    yield from before_deciding.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_POSTPONING,
        consulted=case.consulted,
        kinds=case.facts.kinds,
    )


def their_refusal(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What the other State's refusal lacks is said, so that we can answer it; never blocked."""
    if given is None:
        return
    kinds = kinds_chosen(case, given)
    found = [
        *before_deciding.judge_reasons(
            case.instrument,
            given.get("reasons") or "",
            moment=Moment.ON_REFUSING,
            of_other_state=True,
        )
    ]
    if given.get("grounds"):
        found += refusal.judge_grounds(case.instrument, kinds, given["grounds"], facts=case.facts)
        found += undeclared(case, kinds, given["grounds"])
    elif given.get("other_ground"):
        found.append(
            warns(
                "ground",
                _("%(instrument)s does not name the ground they invoke."),
                instrument=Word(case.instrument.short_title),
            )
        )
    found += before_deciding.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_REFUSING,
        consulted=Consulted.ANSWERED if case.consulted else Consulted.NEVER,
        grounds=given.get("grounds") or (),
        kinds=kinds,
    )
    for finding in found:
        yield Finding(finding.key, Severity.WARNS, finding.sentence, finding.tag)


def their_reasons_for_postponing(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Says where the text asks for reasons of a postponement and none came."""
    if given is not None:
        yield from before_deciding.judge_reasons(
            case.instrument,
            given.get("reasons") or "",
            moment=Moment.ON_POSTPONING,
            of_other_state=True,
        )


def conditions_settled(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Conditions offered are accepted, declined or dropped before anything goes on."""
    if case.conditions_pending:
        duty = case.instrument.duty("duty.conditions_bind")
        yield blocks(
            "conditions",
            _("Conditions offered are still open: record the answer, or drop them by name."),
            duty.cite if duty else "",
        )


def binding_notice(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Accepted conditions bind."""
    duty = case.instrument.duty("duty.conditions_bind")
    if duty:
        yield warns(duty.key, _("Accepted conditions must be kept."), duty.cite, duty.tag)


def contents_known(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is said to be missing is a content that there is."""
    unknown = [key for key in (given or {}).get("items") or () if key not in CONTENTS]
    if unknown:
        yield blocks("items", _("Not a content: %(keys)s."), keys=", ".join(unknown))


def deficiency_shown(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A return names what is missing, of what the instrument asks for; else it warns."""
    if given is None:
        return
    lacking = completeness.missing(case.instrument, case.facts)
    if not given.get("items") and not any(finding.blocks for finding in lacking):
        yield warns(
            "deficiency",
            _("No content that stops a request is missing: what is it returned for?"),
        )
    mandatory = {
        row.key: row
        for row in case.instrument.contents_for(case.facts.kinds)
        if row.need in (Need.MANDATORY, Need.EXCEPT_SERVICE)
    }
    optional = [key for key in given.get("items") or () if key in CONTENTS and key not in mandatory]
    for key in optional:
        yield warns(
            "items",
            _("%(instrument)s does not make this content mandatory: %(content)s."),
            instrument=Word(case.instrument.short_title),
            content=Word(CONTENTS[key].label),
        )


def asked_first(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Ask for what is missing before sending the request back."""
    if not case.information_asked:
        duty = case.instrument.duty("duty.additional_information")
        yield warns(
            "information",
            _("Additional information was never asked for; ask first, the case stays open."),
            duty.cite if duty else "",
            duty.tag if duty else Tag.HOUSE,
        )
