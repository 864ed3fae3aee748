"""The manifest of a case's evidence: every item with its hash, its limits and its custody.

As plain JSON, and as text to be printed. Sentences come in the language of the moment.
"""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext

from requests_app.casefile import CaseFile
from requests_app.models import Evidence
from requests_app.rules.custody import SORT_LABELS, Link, Sort
from requests_app.rules.use_limits import SOURCE_LABELS, Limit, Source

FORMAT = "mla-evidence/1"


def of(case: CaseFile) -> dict[str, Any]:
    """The whole manifest. `sha256` is of its items as they are known by: number, name, sort,
    measures, size and hash, in canonical JSON; so a printed manifest can be compared."""
    told = items(case)
    return {
        "format": FORMAT,
        "reference": case.request.reference,
        "their_reference": case.request.their_reference,
        "title": case.request.title,
        "specimen": case.request.is_specimen,
        "as_of": case.now.isoformat(),
        "sha256": digest(told),
        "items": told,
    }


_KNOWN_BY = ("number", "title", "sort", "measures", "size", "sha256")


def digest(told: list[dict[str, Any]]) -> str:
    """One hash for all items."""
    known = [{key: item[key] for key in _KNOWN_BY} for item in told]
    text = json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def items(case: CaseFile) -> list[dict[str, Any]]:
    """Each item of evidence, in order."""
    return [_item(case, row) for row in case.evidence_rows]


def _item(case: CaseFile, row: Evidence) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "sort": row.sort,
        "measures": row.measures,
        "document": str(row.document.public_id) if row.document else None,
        "medium": row.medium,
        "size": row.size,
        "sha256": row.sha256,
        "stated_sha256": row.stated_sha256,
        "hash_agrees": row.hash_agrees,
        "receipt_owed": row.facts.receipt_owed,
        "limits": [_limit(limit) for limit in case.limits_of(row)],
        "custody": [
            _link(entry.facts, entry.remark)
            for entry in sorted(row.custody.all(), key=lambda entry: entry.pk)
        ],
    }


def words_of(limit: Limit) -> str:
    """The limit in words: the instrument's are translated, every other is as it was written."""
    return gettext(limit.text) if limit.source is Source.INSTRUMENT else limit.text


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "source": limit.source.value,
        "text": words_of(limit),
        "cite": limit.cite or None,
        "binding": limit.binding,
    }


def _link(link: Link, remark: str) -> dict[str, Any]:
    return {
        "step": link.step.value,
        "on": link.on.isoformat(),
        "by": link.who,
        "to": link.whom or None,
        "means": link.means.value if link.means else None,
        "remark": remark,
        "sentence": link.sentence.in_words(gettext),
    }


def as_text(told: dict[str, Any]) -> str:
    """The manifest as text to be printed: what `of` tells, line by line."""
    lines = [
        gettext("Manifest of evidence"),
        f"{told['reference']}  {told['title']}",
        *(["SPECIMEN"] if told["specimen"] else []),
        _named(gettext("As of"), told["as_of"]),
        _named(gettext("SHA-256 of the manifest"), told["sha256"]),
    ]
    for item in told["items"]:
        lines += ["", f"{item['number']}. {item['title']}", *_lines(item)]
    return "\n".join(lines) + "\n"


def _lines(item: dict[str, Any]) -> list[str]:
    entries = (
        (gettext("Sort"), gettext(SORT_LABELS[Sort(item["sort"])])),
        (gettext("Measures"), ", ".join(map(str, item["measures"]))),
        (gettext("Medium"), item["medium"]),
        (gettext("Size in bytes"), item["size"]),
        ("SHA-256", item["sha256"] or gettext("not stated")),
        (gettext("SHA-256, as stated"), item["stated_sha256"]),
    )
    lines = [f"   {_named(label, value)}" for label, value in entries if value]
    if item["hash_agrees"] is False:
        lines.append("   " + gettext("The hash found at receipt is not the one that was stated."))
    for limit in item["limits"]:
        cited = f" ({limit['cite']})" if limit["cite"] else ""
        label = gettext(SOURCE_LABELS[Source(limit["source"])])
        lines.append(f"   {_named(label, limit['text'] + cited)}")
    lines += [f"   {link['sentence']}" for link in item["custody"]]
    return lines


def _named(label: str, value: Any) -> str:
    return gettext("%(label)s: %(value)s") % {"label": label, "value": value}
