"""Needs of emergencies: that there is one, what the other State declared, what is owed after."""

from collections.abc import Iterable

from requests_app.rules import emergency
from requests_app.rules.case import Actor, Case
from requests_app.rules.clock_life import REFILING
from requests_app.rules.completeness import is_given
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.findings import Finding, by_tag
from requests_app.rules.measures import EMERGENCY
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.needs.outcomes import kinds_chosen
from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _


def emergency_shown(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The fast path is for a request that is marked as an emergency and shows it in facts."""
    if case.facts.urgency is not Urgency.EMERGENCY:
        yield blocks("urgency", _("The fast path is for a request whose urgency is “Emergency”."))
    if any(
        measure.kind in EMERGENCY and not is_given(measure.contents.get("emergency_facts"))
        for measure in case.facts.measures
    ):
        yield blocks(
            "emergency_facts",
            _("The request does not show the facts of an emergency; the ordinary way stays open."),
        )


def declarations_honoured(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What the requested State declared on emergencies is kept, or is said before it is met."""
    kinds = case.facts.kinds
    if not kinds & EMERGENCY or case.direction is not Direction.OUTGOING:
        return
    rows = {row.key: row for row in case.instrument.grounds_for(kinds & emergency.DATA)}
    for key, row in rows.items():
        if key not in case.declared:
            continue
        words: dict[str, object] = {"state": case.other_state, "words": case.declared[key]}
        if key == emergency.SUBSCRIBER_ONLY and not (given or {}).get("more_than_subscriber"):
            asked = given is not None and "more_than_subscriber" in given
            text = _(
                "%(state)s does not act on requests for subscriber data alone (“%(words)s”): "
                "confirm that more is asked for."
            )
            yield (
                Finding(key, by_tag(row.tag), Sentence(text, words, row.cite), row.tag)
                if asked
                else warns(key, text, row.cite, row.tag, **words)
            )
        elif key == emergency.MLA_FIRST and "emergency_mla" not in kinds:
            yield warns(
                key,
                _(
                    "%(state)s discloses nothing before a request for emergency assistance "
                    "(“%(words)s”): ask for it too, or prepare it at once."
                ),
                row.cite,
                row.tag,
                **words,
            )
    duty = case.instrument.duty(REFILING)
    if duty and duty.key in case.declared:
        yield warns(
            duty.key,
            _("%(state)s requires the request again afterwards: “%(words)s”."),
            duty.cite,
            duty.tag,
            state=case.other_state,
            words=case.declared[duty.key],
        )


def assistance_here(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Where our State reserved it, data are not released before the request for emergency
    assistance is here."""
    if not case.facts.kinds & emergency.DATA or "emergency_mla" in case.facts.kinds:
        return
    if given is not None and not kinds_chosen(case, given) & emergency.DATA:
        return
    if emergency.MLA_FIRST in case.emergency.followed_up:
        return
    rows = case.instrument.grounds_for(emergency.DATA)
    row = next((row for row in rows if row.key == emergency.MLA_FIRST), None)
    if row and row.key in case.declared:
        yield Finding(
            row.key,
            by_tag(row.tag),
            Sentence(
                _("Our State discloses nothing before a request for emergency assistance is here."),
                cite=row.cite,
            ),
            row.tag,
        )


def assistance_not_asked(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A request for emergency assistance follows only where none was made."""
    asked = "emergency_mla" in case.facts.kinds
    if asked or emergency.MLA_FIRST in case.emergency.followed_up:
        yield blocks("measures", _("Emergency assistance is asked for already."))


def refiling_owed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A request is made again only where the requested State declared it, and once."""
    if REFILING in case.emergency.followed_up:
        yield blocks("refile", _("The request was made again already."))
        return
    duty = case.instrument.duty(REFILING)
    words = case.declared.get(REFILING)
    if words is None or duty is None:
        yield blocks(
            "refile", _("The requested State did not declare that it requires the request again.")
        )
    else:
        yield warns(
            "refile", _("It is required so: “%(words)s”."), duty.cite, duty.tag, words=words
        )


def review_owed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a use of the fast path that was not reviewed is reviewed."""
    if not case.emergency.to_review:
        yield blocks("review", _("No use of the fast path is left to review."))


def reviewed_by_another(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Neither who filed the request nor who used the fast path reviews the use."""
    if actor.id in case.preparers or actor.id in case.emergency.to_review:
        yield blocks(
            "four_eyes",
            _("You had a part in this use, so another supervisor reviews it. (house rule)"),
        )


def emergency_reviewed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case is closed once each use of the fast path was reviewed."""
    if case.facts.kinds & EMERGENCY and case.emergency.to_review:
        yield blocks(
            "review", _("A supervisor first reviews the use of the fast path. (house rule)")
        )


def results_given(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The use of data is asked about once data were sent."""
    if not case.sent:
        yield blocks("results", _("No results were sent yet."))


def use_may_be_asked(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An account of the use may be required of data that were given on a condition."""
    if not case.emergency.on_condition:
        duty = case.instrument.duty("duty.emergency_explain_use")
        yield warns(
            "use",
            _("No condition was set: they may answer, and need not."),
            duty.cite if duty else "",
            **({"tag": duty.tag} if duty else {}),
        )


def account_owed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An account answers a question."""
    if not case.emergency.account_owed:
        yield blocks("use", _("Nobody has asked how the data were used."))
