"""How far the writing of a request is: section by section, as its instrument asks for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from requests_app.casefile import CaseFile
from requests_app.exchange import rows
from requests_app.rules import completeness
from requests_app.rules.completeness import ContentVerdict
from requests_app.rules.contents import CONTENTS, Place
from requests_app.web import casepage, draft_values, states, words
from requests_app.web.cites import cite
from requests_app.web.draft_values import Values
from requests_app.web.sections import SECTIONS, As, Entry, Section


def asked(case: CaseFile, section: Section) -> list[dict[str, Any]]:
    """What the instrument asks of one section: each content with its cite, there or not."""
    return [
        {
            "label": gettext(verdict.label),
            "cite": cite(verdict.row.cite),
            "evidence": words.evidence(verdict.row.tag),
            "present": verdict.present,
            "blocks": bool(verdict.finding and verdict.finding.blocks),
            "missing": verdict.finding is not None,
            "sentence": casepage.more_than_missing(verdict),
        }
        for verdict in _verdicts(case, section)
    ]


def tasks(case: CaseFile) -> list[dict[str, Any]]:
    """Each section with its address and how far it is."""
    document: Values = rows.to_document(case.request).model_dump(mode="json", by_alias=True)
    return [_task(case, section, document) for section in SECTIONS]


def _task(case: CaseFile, section: Section, document: Values) -> dict[str, Any]:
    verdicts = _verdicts(case, section)
    findings = [verdict.finding for verdict in verdicts if verdict.finding]
    blocking = sum(finding.blocks for finding in findings)
    if (section.key == "basis" and not case.has_legal_basis) or (
        section.key == "measures" and not case.facts.measures
    ):
        status, tone = gettext("To do"), "red"
    elif blocking:
        said = ngettext("%(number)s missing", "%(number)s missing", blocking)
        status, tone = said % {"number": blocking}, "red"
    elif findings:
        status, tone = gettext("Advised"), "amber"
    elif _is_begun(section, document):
        status, tone = gettext("Done"), "green"
    else:
        status, tone = gettext("Optional"), "grey"
    return {
        "title": gettext(section.title),
        "url": reverse("requests:section", args=[case.request.public_id, section.key]),
        "status": status,
        "tone": tone,
        "hint": " ".join(words.say(finding.sentence) for finding in findings),
    }


def _verdicts(case: CaseFile, section: Section) -> list[ContentVerdict]:
    """The contents of this section; those of single measures belong to the measures."""
    return [
        verdict
        for verdict in completeness.judge(case.instrument, case.facts)
        if verdict.row.key in section.contents
        or (section.key == "measures" and CONTENTS[verdict.row.key].place is Place.MEASURE)
    ]


def _is_begun(section: Section, document: Values) -> bool:
    if section.key == "basis":
        return any(document["legal_basis"].values())
    if section.rows and document[section.rows.name]:
        return True
    values = draft_values.of_document(section, document)
    quiet = (As.FLAG, As.CHOICE)
    return any(values[entry.name] for entry in section.plain if entry.typed_as not in quiet)


def answers(case: CaseFile) -> list[dict[str, Any]]:
    """Everything that was written, section by section, as pairs of label and text."""
    document: Values = rows.to_document(case.request).model_dump(mode="json", by_alias=True)
    return [
        {
            "title": gettext(section.title),
            "url": reverse("requests:section", args=[case.request.public_id, section.key]),
            "pairs": _pairs(case, section, document),
        }
        for section in SECTIONS
    ]


def _pairs(case: CaseFile, section: Section, document: Values) -> list[tuple[str, str]]:
    if section.key == "basis":
        return [
            (row["title"], row["articles"] or row["note"] or gettext("named"))
            for row in casepage.basis(case)
        ]
    values = draft_values.of_document(section, document)
    pairs = [(gettext(e.label), _told(e, values[e.name])) for e in section.entries]
    if section.rows:
        for number, row in enumerate(document[section.rows.name], start=1):
            said = [
                f"{gettext(e.label)}: {told}" if place else told
                for place, e in enumerate(section.rows.entries)
                if (told := _told(e, row.get(e.path)))
            ]
            said += [
                f"{gettext(CONTENTS[key].label)}: {text}"
                for key, text in row.get("contents", {}).items()
            ]
            label = f"{gettext(section.rows.one)} {number}"
            pairs.append((label, "\n".join(part for part in said if part)))
    pairs += [(gettext(e.label), _told(e, values[e.name])) for e in section.tail if values[e.name]]
    return pairs


def _told(entry: Entry, value: Any) -> str:
    from authorities.languages import language_name

    match entry.typed_as:
        case As.FLAG:
            return gettext("yes") if value else gettext("no")
        case As.CHOICE:
            return gettext(dict(entry.choices).get(str(value), str(value)))
        case As.MEASURE_KIND:
            return casepage.measure_label(str(value))
        case As.LANGUAGE:
            return language_name(str(value))
        case As.STATE:
            return dict(states.choices()).get(str(value), str(value))
        case As.DATE if value:
            return words.day(date.fromisoformat(str(value)))
        case As.NUMBER if value:
            return f"{Decimal(str(value)).normalize():f}"
    return "" if value in (None, "") else str(value)
