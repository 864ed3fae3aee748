"""The grounds of refusal: which may be chosen, and whether those chosen carry a refusal."""

from collections.abc import Iterable
from dataclasses import dataclass

from requests_app.rules import grounds_closed
from requests_app.rules.facts import RequestFacts
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import (
    GroundRow,
    Instrument,
    Nature,
    Reach,
    Status,
    Strength,
    Tag,
)
from requests_app.rules.measures import KINDS
from requests_app.rules.sentences import Sentence, Word, Words
from requests_app.rules.sentences import gettext_noop as _

OWN_LAW = "own_law"
"""A ground that rests on the requested State's own law or on a treaty not held here."""
OWN_LAW_LABEL = _("A ground of the requested State's own law, or of a treaty not held here")


@dataclass(frozen=True, slots=True)
class GroundOption:
    """A ground as a person choosing sees it; forbidden ones are shown, struck through."""

    key: str
    label: str
    cite: str
    tag: Tag
    permitted: bool
    nature: Nature
    remark: Sentence | None = None


def options(instrument: Instrument, kinds: frozenset[str]) -> tuple[GroundOption, ...]:
    """Every ground that the instrument knows against these kinds, permitted ones first."""
    found = [_option(row, kinds) for row in instrument.grounds_for(kinds)]
    if takes_own_law(instrument):
        found.append(GroundOption(OWN_LAW, OWN_LAW_LABEL, "", Tag.HOUSE, True, Nature.OPTIONAL))
    return tuple(sorted(found, key=lambda option: not option.permitted))


def takes_own_law(instrument: Instrument) -> bool:
    """True where no instrument held here lists the grounds, so the own law does."""
    return instrument.status is Status.COURTESY


def _option(row: GroundRow, kinds: frozenset[str]) -> GroundOption:
    remark = None
    permitted = row.nature is not Nature.FORBIDDEN
    if not permitted:
        remark = Sentence(_("May never be the ground of a refusal."), cite=row.cite)
    elif row.reach is Reach.NON_COERCIVE_WITHOUT_DUAL_CRIMINALITY:
        remark = Sentence(
            _(
                "Only against the non-coercive help that stays owed where dual criminality "
                "is absent."
            ),
            cite=row.cite,
        )
    return GroundOption(row.key, row.label, row.cite, row.tag, permitted, row.nature, remark)


def judge_grounds(
    instrument: Instrument,
    kinds: frozenset[str],
    grounds: Iterable[str],
    *,
    own_law: str = "",
    facts: RequestFacts | None = None,
) -> tuple[Finding, ...]:
    """What stands against refusing on these grounds; nothing found means they carry it.

    At least one permitted ground of this instrument for these kinds is needed; a forbidden
    one may never stand alone; a ground of postponement does not refuse. A list that nobody
    read closes nothing: what it lacks warns. What a refusal on a ground brings about is told.
    """
    chosen = tuple(dict.fromkeys(grounds))
    rows = {row.key: row for row in instrument.grounds_for(kinds)}
    if not chosen:
        return (_blocks("ground", Sentence(_("Name the ground on which assistance is refused."))),)
    findings: list[Finding] = []
    carried = False
    for key in chosen:
        row = rows.get(key)
        if key == OWN_LAW and takes_own_law(instrument):
            finding = _judge_own_law(own_law)
            carried = carried or finding is None
        elif row is None:
            finding = _not_in_the_list(key, instrument, kinds)
            carried = carried or (not finding.blocks and not key.startswith("post."))
        elif row.nature is Nature.FORBIDDEN:
            continue
        else:
            finding = grounds_closed.by_list(row, facts)
            if finding is None or not finding.blocks:
                carried = carried or _carries(row, rows, chosen)
            findings.extend(grounds_closed.brought_about(instrument, kinds, key))
            if row.reach is not Reach.ANY and not _carries(row, rows, chosen):
                finding = _reach_missed(row)
            elif finding is None and row.key == "ref.no_dual_criminality":
                finding = help_still_owed(instrument, kinds)
        if finding:
            findings.append(finding)
    forbidden = [rows[key] for key in chosen if key in rows and rows[key].nature is _FORBIDDEN]
    findings.extend(_forbidden(row, alone=not carried) for row in forbidden)
    if carried and OWN_LAW not in chosen:
        findings.extend(_not_reached(instrument, kinds, chosen))
    if not carried and not forbidden and not any(finding.blocks for finding in findings):
        findings.append(_blocks("ground", Sentence(_("No ground named here carries a refusal."))))
    return tuple(sorted(findings, key=lambda finding: not finding.blocks))


def _not_reached(
    instrument: Instrument, kinds: frozenset[str], chosen: tuple[str, ...]
) -> Iterable[Finding]:
    """Each kind of measure that is refused needs a ground that may be used against it."""
    bare = []
    for kind in sorted(kinds):
        if _unread(instrument, frozenset({kind})):
            continue
        rows = {row.key: row for row in instrument.grounds_for(frozenset({kind}))}
        if not any(
            key in rows and rows[key].nature is not _FORBIDDEN and _carries(rows[key], rows, chosen)
            for key in chosen
        ):
            bare.append(kind)
    if bare:
        yield _blocks(
            "ground",
            Sentence(
                _(
                    "The grounds named may not be used against: %(kinds)s. Decide on those "
                    "measures by themselves."
                ),
                {"kinds": Words(KINDS[kind].label for kind in bare)},
            ),
        )


_FORBIDDEN = Nature.FORBIDDEN


def _carries(row: GroundRow, rows: dict[str, GroundRow], chosen: tuple[str, ...]) -> bool:
    return row.reach is Reach.ANY or (
        "ref.no_dual_criminality" in chosen and "ref.no_dual_criminality" in rows
    )


def _judge_own_law(own_law: str) -> Finding | None:
    if own_law.strip():
        return None
    return _blocks(
        OWN_LAW,
        Sentence(_("Name the provision of the own law, or of the treaty, that is relied on.")),
    )


def _not_in_the_list(key: str, instrument: Instrument, kinds: frozenset[str]) -> Finding:
    for row in instrument.postponements:
        if row.key == key:
            return Finding(
                key,
                by_tag(row.tag),
                Sentence(
                    _(
                        "“%(ground)s” is a reason to postpone, not a ground of refusal: "
                        "postpone instead, with a review date."
                    ),
                    {"ground": Word(row.label)},
                    row.cite,
                ),
                row.tag,
            )
    if unread := _unread(instrument, kinds):
        return Finding(
            key,
            Severity.WARNS,
            Sentence(
                _(
                    "The list of grounds as known does not have “%(ground)s”; that text "
                    "has not been verified."
                ),
                {"ground": key},
                unread[0].cite,
            ),
            Tag.U,
        )
    if instrument.has_closed_list(kinds):
        closed = [row for row in instrument.grounds_for(kinds) if row.nature is not _FORBIDDEN]
        return _blocks(
            key,
            Sentence(
                _("The list of grounds is closed and does not have “%(ground)s”."),
                {"ground": key},
                "; ".join(row.cite for row in closed),
            ),
        )
    return _blocks(
        key,
        Sentence(
            _("%(instrument)s does not know the ground “%(ground)s”."),
            {"instrument": Word(instrument.short_title), "ground": key},
        ),
    )


def _unread(instrument: Instrument, kinds: frozenset[str]) -> list[GroundRow]:
    """The grounds for these kinds where nobody read any of them; else none."""
    listed = [row for row in instrument.grounds_for(kinds) if row.nature is not _FORBIDDEN]
    return [] if any(row.tag.may_block for row in listed) else listed


def _reach_missed(row: GroundRow) -> Finding:
    return Finding(
        row.key,
        by_tag(row.tag),
        Sentence(
            _(
                "“%(ground)s” answers only a request for non-coercive help where dual "
                "criminality is absent; it does not refuse by itself."
            ),
            {"ground": Word(row.label)},
            row.cite,
        ),
        row.tag,
    )


def help_still_owed(instrument: Instrument, kinds: frozenset[str]) -> Finding | None:
    """Reminds that non-coercive help stays owed where dual criminality is absent."""
    test = instrument.dual_criminality
    if test is None or test.non_coercive_help is not Strength.MUST:
        return None
    gentle = sorted(KINDS[kind].label for kind in kinds if not KINDS[kind].coercive)
    if not gentle:
        return None
    return Finding(
        "dual_criminality.non_coercive_help",
        Severity.WARNS,
        Sentence(
            _(
                "Help without coercive measures stays owed where consistent with the basic "
                "concepts of the law. Refuse those measures only as de minimis or available "
                "elsewhere."
            ),
            cite=test.cite,
        ),
        test.tag,
    )


def _forbidden(row: GroundRow, *, alone: bool) -> Finding:
    if alone:
        severity = by_tag(row.tag)
        text = _("“%(ground)s” may not be a ground of refusal, and no permitted ground is named.")
    else:
        severity = Severity.WARNS
        text = _("“%(ground)s” may not be a ground of refusal; leave it out of the reasons.")
    return Finding(
        row.key, severity, Sentence(text, {"ground": Word(row.label)}, row.cite), row.tag
    )


def _blocks(key: str, sentence: Sentence) -> Finding:
    return Finding(key, Severity.BLOCKS, sentence, Tag.HOUSE)
