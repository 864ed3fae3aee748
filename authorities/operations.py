"""The write path of the register: loading it, correcting an entry, adding a local holiday.

Every operation runs in one transaction with its event in the ledger (chain "house").
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from authorities.loading import plan as loading
from authorities.loading.compare import Change
from authorities.loading.rows import Row
from authorities.loading.write import carry_out, rewrite_languages
from authorities.models import Authority, LocalHoliday, State
from mla import ledger
from mla.accounts.models import User
from mla.accounts.roles import Role

CHAIN = "house"
_LOAD_LOCK = 0x524547  # one load at a time

FACTS = (
    "address",
    "languages_text",
    "phone",
    "email",
    "channel_notes",
    "valid_from",
    "valid_to",
    "zone",
    "office_opens",
    "office_closes",
)
EDITABLE_FIELDS = (*FACTS, "source", "source_date", "verified", "notes")
"""What a registrar may correct on an authority. Its name and roles come with the data files."""


class NotAllowedInRegister(Exception):
    """Only a registrar changes the register."""


class UnableToChangeRegister(Exception):
    """The change was not made; `problems` maps field names to sentences where there are any."""

    def __init__(self, sentence: str, problems: Mapping[str, list[str]] | None = None) -> None:
        self.problems = dict(problems or {})
        super().__init__(sentence)


@transaction.atomic
def load_register(*, rows: Sequence[Row], by: User, at: datetime) -> loading.Plan:
    """The register says what the rows say, except where a registrar corrected it.

    Returns what was done. A second load of the same rows changes nothing and records nothing.
    Rows that only the database has stay: a fact is never deleted because a file lost it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOAD_LOCK,))
    plan = loading.plan_load(rows)
    carry_out(plan)
    if plan.writes_something:
        ledger.record(
            chain=CHAIN,
            verb="register.loaded",
            by=by,
            at=at,
            data={
                "counts": plan.counts,
                "changed": [d.as_json() for d in plan.of(Change.CHANGED, Change.CONFLICT)],
            },
        )
    return plan


@transaction.atomic
def edit_authority(
    *,
    authority: Authority,
    version: int,
    changes: Mapping[str, Any],
    reason: str,
    by: User,
    at: datetime,
) -> Authority:
    """The authority carries the changes and a version one higher; the ledger says why.

    `version` is the one the registrar looked at. A changed fact needs a changed source or date
    of the source (house rule: no fact stands under a source that does not say it).
    Raises NotAllowedInRegister, or UnableToChangeRegister for a stale form, a missing reason,
    a fact without its source, or values that cannot stand.
    """
    must_be_registrar(by)
    found = locked(authority, version)
    reason = _must_have_reason(reason)
    unknown = set(changes) - set(EDITABLE_FIELDS)
    if unknown:
        raise UnableToChangeRegister(
            _("These facts are not changed here: %(fields)s.") % {"fields": ", ".join(unknown)}
        )
    before = {name: _plain(getattr(found, name)) for name in changes}
    for name, value in changes.items():
        setattr(found, name, value)
    _must_stand(found)
    moved = {
        name: [before[name], _plain(getattr(found, name))]
        for name in changes
        if before[name] != _plain(getattr(found, name))
    }
    if not moved:
        raise UnableToChangeRegister(_("Nothing was changed."))
    if set(moved) & set(FACTS) and not set(moved) & {"source", "source_date"}:
        sentence = _("Say where the new facts were read: change the source or its date with them.")
        raise UnableToChangeRegister(sentence, {"source": [sentence]})
    found.version += 1
    found.save()
    if "languages_text" in moved:
        rewrite_languages([found])
    ledger.record(
        chain=CHAIN,
        verb="authority.corrected",
        by=by,
        at=at,
        data={
            "authority": str(found.public_id),
            "name": str(found),
            "reason": reason,
            "changes": moved,
            "version": found.version,
        },
    )
    return found


@transaction.atomic
def add_holiday(
    *,
    holiday_on: date,
    name: str,
    source: str,
    by: User,
    at: datetime,
    state: State | None = None,
    authority: Authority | None = None,
) -> LocalHoliday:
    """The day is a day off for the State or the one authority, from now on.

    Clocks that count working days are computed again by whoever holds them: the calendar's
    version has changed. Raises NotAllowedInRegister or UnableToChangeRegister.
    """
    must_be_registrar(by)
    if (state is None) == (authority is None):
        raise UnableToChangeRegister(_("A holiday belongs to one State or one authority."))
    holiday = LocalHoliday(
        state=state,
        authority=authority,
        holiday_on=holiday_on,
        name=name.strip(),
        source=source.strip(),
        added_at=at,
    )
    _must_stand(holiday)
    holiday.save()
    _record_holiday(holiday, "holiday.added", by, at)
    return holiday


@transaction.atomic
def withdraw_holiday(*, holiday: LocalHoliday, by: User, at: datetime) -> LocalHoliday:
    """The day is a working day again; the row stays, to explain clocks computed with it."""
    must_be_registrar(by)
    found = LocalHoliday.objects.select_for_update().get(pk=holiday.pk)
    if found.withdrawn_at is not None:
        raise UnableToChangeRegister(_("This holiday was withdrawn already."))
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    _record_holiday(found, "holiday.withdrawn", by, at)
    return found


def _record_holiday(holiday: LocalHoliday, verb: str, by: User, at: datetime) -> None:
    ledger.record(
        chain=CHAIN,
        verb=verb,
        by=by,
        at=at,
        data={
            "state": holiday.state_id or "",
            "authority": str(holiday.authority.public_id) if holiday.authority else "",
            "day": holiday.holiday_on.isoformat(),
            "name": holiday.name,
            "source": holiday.source,
        },
    )


def must_be_registrar(by: User) -> None:
    """Raises NotAllowedInRegister for anybody else."""
    if not by.has_role(Role.REGISTRAR):
        raise NotAllowedInRegister(_("Only a registrar changes the register."))


def _must_have_reason(reason: str) -> str:
    if not reason.strip():
        raise UnableToChangeRegister(
            _("Say why: a correction needs a reason."),
            {"reason": [_("Say why: a correction needs a reason.")]},
        )
    return reason.strip()


def locked(authority: Authority, version: int) -> Authority:
    """The entry, locked, as somebody saw it. Raises UnableToChangeRegister for a newer one."""
    found = Authority.objects.select_for_update().get(pk=authority.pk)
    if found.version != version:
        raise UnableToChangeRegister(
            _(
                "Someone changed this entry after you opened it (version %(now)s, you saw "
                "%(seen)s). Look at it again before you change it."
            )
            % {"now": found.version, "seen": version}
        )
    return found


def _must_stand(row: Authority | LocalHoliday) -> None:
    if isinstance(row, Authority) and row.zone and row.zone not in available_timezones():
        sentence = _("“%(zone)s” is not an IANA time zone.") % {"zone": row.zone}
        raise UnableToChangeRegister(sentence, {"zone": [sentence]})
    try:
        row.full_clean()
    except ValidationError as error:
        problems = error.message_dict
        raise UnableToChangeRegister(
            _("The entry cannot stand like this: %(problems)s")
            % {"problems": " ".join(m for messages in problems.values() for m in messages)},
            problems,
        ) from error


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
