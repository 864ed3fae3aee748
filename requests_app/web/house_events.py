"""What the ledger holds of an event of the house, in words for an auditor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from requests_app.audit import AuditRow
from requests_app.rules.sentences import Sentence, kept
from requests_app.web import words


def details(row: AuditRow) -> list[tuple[str, str]]:
    """Labels and values; none for an event whose sentence says it all."""
    return list(_details(row))


def _details(row: AuditRow) -> Iterable[tuple[str, str]]:
    data = row.event.data
    match row.event.verb:
        case "request.refused":
            # What was kept as a text alone is itself a message id.
            older = [Sentence(data["reason"])] if "reason" in data else []
            for reason in kept("reasons", data) or older:
                yield gettext("Reason"), words.say(reason)
        case "accounts.sign_in_failed":
            yield from _failed_sign_in(data, row.account)
        case "accounts.sign_in_failures_counted":
            yield gettext("Hour from"), words.moment(datetime.fromisoformat(data["hour"]))
            yield gettext("Told one by one"), str(data["recorded"])
            yield gettext("Only counted"), str(data["left_out"])
        case _ if row.account and row.account != row.event.actor_name:
            yield gettext("Account"), row.account


def _failed_sign_in(data: Mapping[str, Any], account: str) -> Iterable[tuple[str, str]]:
    nobody = gettext("none of this name (the name's mark: %(mark)s)")
    yield gettext("Account"), account or nobody % {"mark": data.get("name_digest", "")}
    yield pgettext("of a computer", "Address"), data["address"] or gettext("not known")
    yield gettext("Failures of this name from there"), str(data["failures"])
    wrong = gettext("password") if data["step"] == "PASSWORD" else gettext("second factor")
    if data["confirming"]:
        wrong = gettext("%(what)s, asked for again while signed in") % {"what": wrong}
    yield gettext("What was wrong"), wrong
