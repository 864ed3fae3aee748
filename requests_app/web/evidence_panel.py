"""Evidence as pages show it: each item with its hash, its limits and the hands it went through."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from requests_app import manifest
from requests_app.casefile import CaseFile
from requests_app.models import Evidence
from requests_app.rules.evidence import KEEPING
from requests_app.rules.use_limits import SOURCE_LABELS, Limit
from requests_app.web import words
from requests_app.web.cites import cite


def panel(case: CaseFile) -> dict[str, Any] | None:
    """The items of the case; None where there can be none yet."""
    if not case.evidence_rows and case.state not in KEEPING:
        return None
    ids = [case.request.public_id]
    return {
        "items": [_item(case, row) for row in case.evidence_rows],
        "url": reverse("requests:evidence", args=ids),
        "text_url": reverse("requests:evidence_as", args=[*ids, "txt"]),
        "json_url": reverse("requests:evidence_as", args=[*ids, "json"]),
    }


def _item(case: CaseFile, row: Evidence) -> dict[str, Any]:
    kept = row.document
    return {
        "number": row.number,
        "title": row.title,
        "sort": row.get_sort_display(),
        "measures": ", ".join(map(str, row.measures)),
        "medium": row.medium,
        "size": row.size,
        "sha256": row.sha256,
        "is_kept": kept is not None,
        "stated_sha256": row.stated_sha256,
        "hash_agrees": row.hash_agrees,
        "receipt_owed": row.facts.receipt_owed,
        "is_gone": row.facts.is_gone,
        "url": reverse("requests:document", args=[case.request.public_id, kept.public_id])
        if kept
        else "",
        "limits": [_limit(limit) for limit in case.limits_of(row)],
        "custody": [
            {"sentence": words.say(entry.facts.sentence), "remark": entry.remark}
            for entry in sorted(row.custody.all(), key=lambda entry: entry.pk)
        ],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "source": gettext(SOURCE_LABELS[limit.source]),
        "text": manifest.words_of(limit),
        "cite": cite(limit.cite) if limit.cite else "",
        "binding": limit.binding,
    }
