"""The law written down by hand, independently of the treaty files, for the tests to compare.

Paragraphs are those of CARICOM's article on mutual legal assistance, UNTOC article 18,
UNCAC article 46 and the Budapest Convention.
"""

from dataclasses import dataclass

from requests_app.rules import measures
from requests_app.rules.instruments import Moment, Need, Row, Status, Strength, Tag


@dataclass(frozen=True)
class Text:
    """What a file is: its status, how its cites begin, and the tags its source can give."""

    status: Status
    cite: str
    tags: frozenset[Tag] = frozenset({Tag.V})


TEXTS = {
    "CARICOM2022": Text(Status.DRAFT, "CARICOM draft, ", frozenset({Tag.V_SEED})),
    "CETS224": Text(Status.TREATY, "CETS 224 art. ", frozenset({Tag.S})),
    "COL2022": Text(Status.DRAFT, "Colombia proposal, ", frozenset({Tag.V_SEED})),
    "COURTESY": Text(Status.COURTESY, "House rule", frozenset()),
    "EEV": Text(Status.TREATY, "Regulation (EU) 2023/1543 art. "),
    "EIO": Text(Status.TREATY, "Directive 2014/41/EU art. "),
    "ETS112": Text(Status.TREATY, "ETS 112 art. "),
    "ETS182": Text(Status.TREATY, "ETS 182 art. "),
    "ETS24": Text(Status.TREATY, "ETS 24 art. "),
    "ETS30": Text(Status.TREATY, "ETS 30 art. "),
    "ETS73": Text(Status.TREATY, "ETS 73 art. "),
    "ETS185": Text(Status.TREATY, "Budapest Convention art. "),
    "HARARE": Text(Status.SCHEME, "Harare Scheme, "),
    "NZL2022": Text(Status.DRAFT, "New Zealand proposal, ", frozenset({Tag.V_SEED})),
    "VNM2022": Text(Status.DRAFT, "Viet Nam proposal, ", frozenset({Tag.V_SEED})),
    "UNCAC": Text(Status.TREATY, "UNCAC art. "),
    "UNCC": Text(Status.TREATY, "UNCC art. ", frozenset({Tag.V, Tag.S})),
    "UNTOC": Text(Status.TREATY, "UNTOC art. "),
}
M, X, P, O = Need.MANDATORY, Need.EXCEPT_SERVICE, Need.WHERE_POSSIBLE, Need.IF_WISHED  # noqa: E741
UN = ("CARICOM2022", "UNTOC", "UNCAC")
PREFIX = {
    "CARICOM2022": "CARICOM draft, MLA art., para. ",
    "UNTOC": "UNTOC art. 18",
    "UNCAC": "UNCAC art. 46",
    "ETS185": "Budapest Convention art. ",
}

GENERAL_CONTENTS = {
    # key: (need, CARICOM, UNTOC and UNCAC)
    "requesting_authority": (M, "20(a)", "(15)(a)"),
    "subject_nature": (M, "20(b)", "(15)(b)"),
    "conducting_authority": (M, "20(b)", "(15)(b)"),
    "facts_summary": (X, "20(c)", "(15)(c)"),
    "assistance_description": (M, "20(d)", "(15)(d)"),
    "procedure_details": (O, "20(d)", "(15)(d)"),
    "persons": (P, "20(e)", "(15)(e)"),
    "purpose": (M, "20(f)", "(15)(f)"),
    "deadline": (O, "29", "(24)"),
    "confidentiality_request": (O, "25", "(20)"),
}
GROUNDS = {
    # key: (nature, reach, consult first, CARICOM, UNTOC, UNCAC)
    "ref.nonconformity": ("OPTIONAL", "ANY", True, "26(a)", "(21)(a)", "(21)(a)"),
    "ref.essential_interests": ("OPTIONAL", "ANY", True, "26(b)", "(21)(b)", "(21)(b)"),
    "ref.domestic_prohibition": ("OPTIONAL", "ANY", True, "26(c)", "(21)(c)", "(21)(c)"),
    "ref.contrary_legal_system": ("OPTIONAL", "ANY", True, "26(d)", "(21)(d)", "(21)(d)"),
    "ref.no_dual_criminality": ("OPTIONAL", "ANY", False, "10", "(9)", "(9)(b)"),
    "ref.de_minimis": (
        "OPTIONAL",
        "NON_COERCIVE_WITHOUT_DUAL_CRIMINALITY",
        False,
        "10",
        None,
        "(9)(b)",
    ),
    "ref.available_elsewhere": (
        "OPTIONAL",
        "NON_COERCIVE_WITHOUT_DUAL_CRIMINALITY",
        False,
        "10",
        None,
        "(9)(b)",
    ),
    "forbid.bank_secrecy": ("FORBIDDEN", "ANY", False, "8", "(8)", "(8)"),
    "forbid.fiscal_only": ("FORBIDDEN", "ANY", False, "27", "(22)", "(22)"),
}
LETTERS = {
    "testimony": "a",
    "service": "b",
    "search_seize_freeze": "c",
    "examine": "d",
    "information_expert": "e",
    "records": "f",
    "trace_evidence": "g",
    "voluntary_appearance": "h",
    "other_not_contrary": "i",
    "identify_freeze_trace_proceeds": "j",
    "asset_recovery": "k",
}
DUTIES = {
    # key: (moment, strength, CARICOM, UNTOC and UNCAC)
    "duty.reasons": (Moment.ON_REFUSING, Strength.MUST, "28", "(23)"),
    "duty.consult_first": (Moment.BEFORE_REFUSING, Strength.MUST, "31", "(26)"),
    "duty.consult_before_postponing": (Moment.BEFORE_POSTPONING, Strength.MUST, "31", "(26)"),
    "duty.conditions_bind": (Moment.ON_CONDITIONS, Strength.MUST, "31", "(26)"),
    "duty.additional_information": (Moment.ON_RECEIVING, Strength.MAY, "21", "(16)"),
    "duty.execution_manner": (Moment.ON_EXECUTING, Strength.MUST, "22", "(17)"),
    "duty.videoconference": (Moment.ON_EXECUTING, Strength.MAY, "23", "(18)"),
    "duty.use_limit": (Moment.ON_USING, Strength.MUST, "24", "(19)"),
    "duty.exculpatory": (Moment.ON_USING, Strength.MUST, "24", "(19)"),
    "duty.confidentiality": (Moment.ON_EXECUTING, Strength.MUST, "25", "(20)"),
    "duty.confidentiality_inability": (Moment.ON_EXECUTING, Strength.MUST, "25", "(20)"),
    "duty.status_reply": (Moment.ALWAYS, Strength.MUST, "29", "(24)"),
    "duty.withdraw": (Moment.ALWAYS, Strength.MUST, "29", "(24)"),
    "duty.safe_conduct": (Moment.ON_EXECUTING, Strength.MUST, "32", "(27)"),
    "duty.costs_ordinary": (Moment.ON_EXECUTING, Strength.MUST, "33", "(28)"),
    "duty.costs_extraordinary": (Moment.ON_EXECUTING, Strength.MUST, "33", "(28)"),
    "duty.records_public": (Moment.ON_EXECUTING, Strength.MUST, "34(a)", "(29)(a)"),
    "duty.records_other": (Moment.ON_EXECUTING, Strength.MAY, "34(b)", "(29)(b)"),
    "duty.language": (Moment.ON_ASKING, Strength.MUST, "18", "(14)"),
    "duty.oral_confirmation": (Moment.ON_ASKING, Strength.MUST, "18", "(14)"),
    "duty.central_authority_speed": (Moment.ON_RECEIVING, Strength.MUST, "15", "(13)"),
    "duty.central_authority_named": (Moment.ALWAYS, Strength.MUST, "16", "(13)"),
    "duty.spontaneous_secrecy": (Moment.UNASKED, Strength.MUST, "5", "(5)"),
    "duty.transfer_consent": (Moment.ON_EXECUTING, Strength.MUST, "12(a)", "(10)(a)"),
    "duty.transfer_agreement": (Moment.ON_EXECUTING, Strength.MUST, "12(b)", "(10)(b)"),
    "duty.transfer_immunity": (Moment.ON_EXECUTING, Strength.MUST, "14", "(12)"),
}
PRESERVATION = {
    # key: (need, letter of CARICOM preservation 2 and of Budapest 29(2))
    "requesting_authority": (M, "a"),
    "offence": (M, "b"),
    "facts_summary": (M, "b"),
    "data_to_preserve": (M, "c"),
    "custodian_or_location": (P, "d"),
    "necessity": (M, "e"),
    "followup_intention": (M, "f"),
}
EMERGENCY_DATA = {
    "requesting_authority": (M, "a"),
    "issued_on": (M, "a"),
    "statement_under_convention": (M, "b"),
    "provider_name_address": (M, "c"),
    "offence_provisions": (M, "d"),
    "emergency_facts": (M, "e"),
    "data_description": (M, "f"),
    "special_instructions": (O, "g"),
    "other_helpful_info": (O, "h"),
}


def of(code: str, caricom: str, un: str) -> str:
    """The cite of a rule of the common core in that instrument."""
    return PREFIX[code] + (caricom if code == "CARICOM2022" else un)


def is_of_assistance(row: Row) -> bool:
    """True for a row that is, also or only, about mutual assistance but for confiscation."""
    kinds: frozenset[str] = getattr(row, "kinds", frozenset())
    named = {kind.key for kind in measures.KINDS.values() if kind.family in _ASSISTANCE}
    return not kinds or bool(kinds & named)


_ASSISTANCE = (measures.Family.ORDINARY, measures.Family.OWN_ARTICLE)


def listed(table: str, row: Row, text: Text) -> str:
    """A row as one line: its table, key, paragraph, tag, what it says in codes, its kinds."""
    said = [table, row.key, row.cite.removeprefix(text.cite).replace(" ", "_"), str(row.tag)]
    for name in ("need", "nature", "moment", "strength", "demands", "owed_by", "when", "starts"):
        value = getattr(row, name, None)
        if value is not None and value != _USUAL.get(name):
            said.append(str(value))
    for name in ("length", "unit", "extension", "listed_offence_years", "at_least", "lapse"):
        value = getattr(row, name, None)
        if value is not None and value != _USUAL.get(name):
            said.append(f"{name}={value}")
    flags = ("consult_first", "needs_declaration", "minimum", "copy")
    said += [name for name in flags if getattr(row, name, False)]
    if follows := getattr(row, "follows", ""):
        said.append(f"after={follows}")
    kinds: frozenset[str] = getattr(row, "kinds", frozenset())
    return " ".join([*said, _named(kinds)]).strip()


_USUAL = {
    "need": Need.MANDATORY,
    "nature": "OPTIONAL",
    "strength": Strength.MUST,
    "demands": "NOTHING",
    "owed_by": "REQUESTED",
    "when": "ALWAYS",
    "unit": "DAYS",
    "lapse": "NONE",
}


def _named(kinds: frozenset[str]) -> str:
    if not kinds:
        return ""
    rest, words = set(kinds), []
    for family in measures.Family:
        members = {kind.key for kind in measures.KINDS.values() if kind.family is family}
        if members <= rest:
            words.append(family.value)
            rest -= members
    return "for " + ",".join([*words, *sorted(rest)])
