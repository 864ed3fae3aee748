"""Notices of clocks: the scan finds them in one statement, workers write the mails."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from mla import effects, ledger, written
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role
from requests_app import house, queries
from requests_app.models import Clock, ClockNotice, ClockSweep, Request
from requests_app.rules import deadlines, instruments
from requests_app.rules.states import Holder

AT_ONCE = 10_000
"""How many clocks one transaction of the scan takes at most."""
_Taken = tuple[str, str, float]
"""A clock that a sweep found: its key, its rhythm, and the instant it ends, in seconds."""
TELL = "CLOCK_NOTICES"
MAIL = "CLOCK_MAIL"

_OFFSETS = {
    f"after_{rhythm.lower()}": [offset for _stage, offset in stages]
    for rhythm, stages in deadlines.NOTICES.items()
}
_RHYTHMS = " ".join(
    f"WHEN '{rhythm}' THEN %(after_{rhythm.lower()})s::interval[]" for rhythm in deadlines.NOTICES
)

_TAKE = f"""
UPDATE requests_app_clock AS clock
SET noticed = clock.noticed + 1, sweep_id = %(sweep)s,
    notice_at = (SELECT min(clock.ends_at + step)
                 FROM unnest(CASE clock.rhythm {_RHYTHMS} END) AS step
                 WHERE clock.ends_at + step > %(at)s)
FROM requests_app_request AS request
WHERE request.id = clock.request_id AND clock.id = ANY (ARRAY(
    SELECT id FROM requests_app_clock
    WHERE status = 'RUNNING' AND notice_at <= %(at)s
    ORDER BY notice_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING 'request:' || request.public_id, clock.clock, clock.rhythm,
    extract(epoch FROM clock.ends_at)::float8
"""  # noqa: S608 (the names of rhythms are ours)


def scan(*, at: datetime, by: User | None = None) -> int:
    """Every clock whose notice is due has been noted once, and its people will be told.

    Done again, or by two at once, it finds nothing more. Returns how many clocks were found.
    """
    person = by or system_user()
    total = 0
    while True:
        found = _scan_once(at=at, by=person)
        total += found
        if found < AT_ONCE:
            return total


def _scan_once(*, at: datetime, by: User) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('requests_app_clocksweep_id_seq')")
            number = cursor.fetchone()[0]
            cursor.execute(_TAKE, {"sweep": number, "at": at, "limit": AT_ONCE, **_OFFSETS})
            taken = sorted(cursor.fetchall())
        if not taken:
            return 0
        ClockSweep.objects.bulk_create([ClockSweep(id=number, at=at, found=len(taken))])
        told = _told((tuple(rest) for _request, *rest in taken), at)
        ledger.record_many(
            ledger.Entry(
                chain=f"sweep:{number}",
                verb="clock_notice",
                by=by,
                at=at,
                data=told[clock, rhythm, ends_at],
                about=request,
            )
            for request, clock, rhythm, ends_at in taken
        )
        effects.enqueue(key=f"notices:{number}", kind=TELL, payload={"sweep": number}, at=at)
    return len(taken)


def _told(clocks: Iterable[_Taken], at: datetime) -> dict[_Taken, dict[str, str]]:
    """What the ledger is told of each clock and the instant it ends. Few clocks and few stages:
    most of them share it, and then it is put into words once."""
    known: dict[tuple[str, str], dict[str, str]] = {}
    told = {}
    for clock, rhythm, ends_at in set(clocks):
        stage = deadlines.stage_at(_instant(ends_at), at, deadlines.Rhythm(rhythm))
        told[clock, rhythm, ends_at] = known.setdefault(
            (clock, stage), {"clock": clock, "stage": stage}
        )
    return told


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@effects.carries_out(TELL)
def tell(work: effects.Work) -> effects.Settle | None:
    """Each person concerned has one mail to come for this sweep; none has two."""
    sweep = ClockSweep.objects.get(pk=work.payload["sweep"])
    clocks = list(Clock.objects.filter(sweep=sweep).select_related("request").order_by("pk"))
    recipients = _recipients({clock.request for clock in clocks})

    def settle() -> None:
        notices = [
            ClockNotice(
                clock=clock,
                due=clock.ends_at.isoformat() if clock.ends_at else "",
                stage=deadlines.stage_at(
                    clock.ends_at or sweep.at, sweep.at, deadlines.Rhythm(clock.rhythm)
                ),
                recipient=person,
                given_at=sweep.at,
            )
            for clock in clocks
            for person in recipients[clock.request_id]
        ]
        ClockNotice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=1000)
        people = {notice.recipient_id for notice in notices}
        effects.enqueue_many(
            effects.NewEffect(
                key=f"notices:{sweep.pk}:{person}",
                kind=MAIL,
                payload={"sweep": sweep.pk, "person": person},
                at=sweep.at,
            )
            for person in sorted(people)
        )

    return settle


def _recipients(requests: Iterable[Request]) -> dict[int, list[User]]:
    """Who is told of a request: its holder and the supervisors of its authority."""
    requests = list(requests)
    authorities = {r.home_authority_id for r in requests} | {
        r.executing_authority_id for r in requests if r.executing_authority_id
    }
    staff: dict[tuple[int, str], list[User]] = defaultdict(list)
    people = {
        person.pk: person
        for person in User.objects.filter(is_active=True, authority__in=authorities)
    }
    for person in people.values():
        for role in person.roles:
            staff[person.authority_id or 0, role].append(person)
    told: dict[int, list[User]] = {}
    for request in requests:
        chosen = {p.pk: p for p in staff[request.home_authority_id, Role.SUPERVISOR]}
        if request.turn is Holder.COMPETENT_AUTHORITY and request.executing_authority_id:
            holders = staff[request.executing_authority_id, Role.EXECUTING_OFFICER]
        else:
            named = people.get(request.holder_id or request.author_id)
            holders = [named] if named else staff[request.home_authority_id, Role.CLERK]
        chosen.update({p.pk: p for p in holders})
        told[request.pk] = [p for p in chosen.values() if queries.may_know(p, request)]
    return told


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail: a reference, what runs out and when; no name, offence or State."""

    reference: str
    label: str
    when: str
    overdue: bool


@effects.carries_out(MAIL)
def mail(work: effects.Work) -> effects.Settle | None:
    """The person has one mail for the sweep, with references and links only."""
    person = User.objects.get(pk=work.payload["person"])
    if not person.is_active:
        return None
    notices = (
        ClockNotice.objects.filter(
            clock__sweep=work.payload["sweep"],
            recipient=person,
            clock__status="RUNNING",
            given_at=F("clock__sweep__at"),  # what earlier sweeps gave was in their mails
        )
        .select_related("clock__request")
        .order_by("clock__ends_at", "clock_id")
    )
    with override("en"):
        lines = [_line(notice) for notice in notices]
        if not lines:
            return None
        body = "\n".join(
            f"{line.reference}  {line.label}: {line.when}"
            + (f"  ({_('overdue')})" if line.overdue else "")
            for line in lines
        )
        domain = settings.DEFAULT_FROM_EMAIL.partition("@")[2]
        message = EmailMessage(
            subject=_("Clocks that need you: %(count)s") % {"count": len(lines)},
            body=f"{body}\n\n{settings.MLA_PUBLIC_URL}/",
            to=[person.email or f"{person.username}@{domain}"],
            headers={"Message-ID": f"<{work.key.replace(':', '.')}@{domain}>"},
        )
    message.send()
    return None


def _line(notice: ClockNotice) -> Line:
    clock = notice.clock
    label = clock.clock
    for code in (clock.instrument, clock.request.instrument):
        row = instruments.get(code).clock(clock.clock)
        if row is not None:
            label = _(row.label)
            break
    if clock.due_on:
        when = f"{written.day(clock.due_on)} ({clock.zone})"
    else:
        assert clock.due_at is not None
        when = written.moment(clock.due_at, house.zone())
    overdue = clock.ends_at is not None and clock.ends_at <= notice.given_at
    return Line(clock.request.reference, label, when, overdue)
