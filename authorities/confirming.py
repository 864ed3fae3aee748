"""Register accuracy: every authority is asked once a year whether its entry is right.

House rule. Colombia's proposal of 2022 has each party answer for the accuracy of what it
notified (para 2(c)-(d)); how often others ask is for the house to say. An entry that was not
confirmed stays in use and shows its age.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.models import Authority, Confirmation, ConfirmationAsked, Means
from authorities.operations import (
    CHAIN,
    UnableToChangeRegister,
    locked,
    must_be_registrar,
)
from authorities.queries import PAGE_SIZE, state_zone
from mla import ledger, written
from mla.accounts.models import User


def a_year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def is_due(authority: Authority, *, on: date) -> bool:
    """True where the entry was never confirmed, or a year or more ago."""
    return authority.confirmed_on is None or authority.confirmed_on <= a_year_before(on)


def age(authority: Authority, *, on: date) -> str:
    """How old the entry is, as a sentence: from its confirmation, else from its source."""
    if authority.confirmed_on:
        words = {"day": written.day(authority.confirmed_on)}
        if is_due(authority, on=on):
            return _("last confirmed on %(day)s, a year or more ago") % words
        return _("confirmed on %(day)s") % words
    if not authority.source_date:
        return _("never confirmed; the date of its source is not known")
    years = _full_years(authority.source_date, on)
    words = {"day": written.as_far_as_given(authority.source_date), "years": str(years)}
    if years < 1:
        return _("never confirmed; its source is of %(day)s") % words
    sentence = ngettext(
        "never confirmed; its source is of %(day)s, %(years)s year old",
        "never confirmed; its source is of %(day)s, %(years)s years old",
        years,
    )
    return sentence % words


def warning(authority: Authority | None, *, on: date) -> str:
    """The age of an entry that is due for confirmation; blank where there is nothing to warn of."""
    return age(authority, on=on) if authority and is_due(authority, on=on) else ""


def _full_years(source_date: str, on: date) -> int:
    """Whole years since a year, a month or a day, counted from its end."""
    known = [int(part) for part in source_date.split("-")]
    year, month, day = known + [0, 12, 31][len(known) :]
    return on.year - year - ((on.month, on.day) < (month, day))


def today(at: datetime) -> date:
    """The local day of the home State at that instant; of UTC where its zone is not known."""
    return at.astimezone(ZoneInfo(state_zone(settings.MLA_HOME_STATE) or "UTC")).date()


@transaction.atomic
def confirm_authority(
    *,
    authority: Authority,
    version: int,
    confirmed_on: date,
    confirmed_by: str,
    means: str,
    remark: str = "",
    by: User,
    at: datetime,
) -> Confirmation:
    """The entry was found right by the authority itself on that day.

    `confirmed_by` is an office or function. Raises NotAllowedInRegister, or
    UnableToChangeRegister for a stale form, a day to come, or nobody who confirmed.
    """
    must_be_registrar(by)
    found = locked(authority, version)
    _must_have_come(confirmed_on, at, "confirmed_on")
    if not confirmed_by.strip():
        sentence = _("Say which office or function confirmed it.")
        raise UnableToChangeRegister(sentence, {"confirmed_by": [sentence]})
    found.confirmed_on = max(found.confirmed_on or confirmed_on, confirmed_on)
    found.version += 1
    found.save(update_fields=["confirmed_on", "version"])
    row = Confirmation.objects.create(
        authority=found,
        confirmed_on=confirmed_on,
        confirmed_by=confirmed_by.strip(),
        means=Means(means).value,
        remark=remark.strip(),
        entry_version=version,
        recorded_by=by,
        recorded_at=at,
    )
    ledger.record(
        chain=CHAIN,
        verb="authority.confirmed",
        by=by,
        at=at,
        data={
            **_named(found),
            "confirmed_on": confirmed_on.isoformat(),
            "confirmed_by": row.confirmed_by,
            "means": row.means,
            "remark": row.remark,
            "version": found.version,
        },
    )
    return row


@transaction.atomic
def note_question(
    *, authority: Authority, asked_on: date, means: str, remark: str = "", by: User, at: datetime
) -> ConfirmationAsked:
    """The authority was asked on that day to confirm its entry.

    Raises NotAllowedInRegister, or UnableToChangeRegister for a day to come.
    """
    must_be_registrar(by)
    _must_have_come(asked_on, at, "asked_on")
    row = ConfirmationAsked.objects.create(
        authority=authority,
        asked_on=asked_on,
        means=Means(means).value,
        remark=remark.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    ledger.record(
        chain=CHAIN,
        verb="authority.asked",
        by=by,
        at=at,
        data={
            **_named(authority),
            "asked_on": asked_on.isoformat(),
            "means": row.means,
            "remark": row.remark,
        },
    )
    return row


def _must_have_come(day: date, at: datetime, field: str) -> None:
    if day > today(at):
        sentence = _("This day has not come yet.")
        raise UnableToChangeRegister(sentence, {field: [sentence]})


def _named(authority: Authority) -> dict[str, str]:
    return {"authority": str(authority.public_id), "name": str(authority)}


def entries_to_confirm(*, on: date) -> QuerySet[Authority]:
    """Entries valid on the day that nobody confirmed within a year; specimens left out."""
    return (
        Authority.objects.filter(is_specimen=False)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lte=a_year_before(on)))
    )


def not_yet_asked(*, on: date) -> int:
    """How many entries are to be confirmed whose authority was not asked within a year."""
    entries = entries_to_confirm(on=on).annotate(last_asked_on=Max("asked__asked_on"))
    return entries.filter(
        Q(last_asked_on__isnull=True) | Q(last_asked_on__lte=a_year_before(on))
    ).count()


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """One page of entries, the oldest first, and the keys of the pages beside it."""

    rows: Sequence[Authority]
    before: str
    after: str


def entries_page(
    *, on: date, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> EntriesPage:
    """Entries to confirm by age: never confirmed first, those with the oldest source before.

    `after` and `before` are keys that a page gave; one that cannot be read is none. One query.
    Each row has `last_asked_on`.
    """
    rows = (
        entries_to_confirm(on=on)
        .select_related("state")
        .annotate(
            last_asked_on=Max("asked__asked_on"),
            confirmed_key=Coalesce(
                Cast("confirmed_on", CharField(max_length=10)),
                Value(""),
                output_field=CharField(max_length=10),
            ),
        )
    )
    backwards = bool(before)
    edge = _read_key(before or after)
    if edge:
        rows = rows.filter(_beyond(edge, "lt" if backwards else "gt"))
    names = ("confirmed_key", "source_date", "pk")
    found = list(rows.order_by(*(f"-{name}" if backwards else name for name in names))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_newer = more if backwards else bool(edge)
    has_older = True if backwards else more
    return EntriesPage(
        rows=found,
        before=_key(found[0]) if found and has_newer else "",
        after=_key(found[-1]) if found and has_older else "",
    )


def _key(row: Authority) -> str:
    confirmed = row.confirmed_on.isoformat() if row.confirmed_on else ""
    return f"{confirmed}~{row.source_date}~{row.pk}"


def _read_key(text: str) -> tuple[str, str, int] | None:
    confirmed, _sep, rest = text.partition("~")
    source, _sep, pk = rest.partition("~")
    if not (pk.isascii() and pk.isdigit() and len(text) < 60) or "\x00" in text:
        return None
    return confirmed, source, int(pk)


def _beyond(edge: tuple[str, str, int], side: str) -> Q:
    confirmed, source, pk = edge
    return (
        Q(**{f"confirmed_key__{side}": confirmed})
        | Q(**{"confirmed_key": confirmed, f"source_date__{side}": source})
        | Q(**{"confirmed_key": confirmed, "source_date": source, f"pk__{side}": pk})
    )
