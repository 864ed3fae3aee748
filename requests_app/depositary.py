"""Notifications to the depositary: prepared from the register, approved by another, dispatched.

The write path of the house's own letters. Every operation runs in one transaction with its
event in the ledger (chain "house"); the worker draws the letter as it draws any other.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from authorities import queries as register
from authorities.languages import language_name
from authorities.models import Authority, RoleKind
from mla import effects, ledger
from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app import house, vault
from requests_app.letters import carry, depositary_letter, wordings
from requests_app.models import DepositaryLetter
from requests_app.models.depositary import DepositaryStatus
from requests_app.models.reference import issue
from requests_app.reading import Paper
from requests_app.rules import instruments
from requests_app.rules.facts import Channel
from requests_app.rules.instruments import Instrument, Status

CHAIN = "house"
RENDER = "DEPOSITARY_RENDER"


class NotAllowedToNotify(Exception):
    """The person may not do this with a letter to a depositary."""


class UnableToNotify(ValueError):
    """The letter cannot be written, or is not where this may be done with it."""


def instruments_that_ask() -> list[Instrument]:
    """The treaties whose text asks for notifications, by code; a draft has no depositary."""
    return [
        one
        for one in instruments.all_instruments().values()
        if one.notifications and one.status is Status.TREATY
    ]


def from_the_register(code: str, *, language: str, on: date) -> dict[str, str]:
    """What the register says today of each notification of an instrument; blank: not known.

    Raises KeyError for an instrument whose text is not held here.
    """
    home = settings.MLA_HOME_STATE
    says: dict[str, Callable[[], str]] = {
        "notify.central_authority": lambda: _named(home, RoleKind.CENTRAL_AUTHORITY, code, on),
        "notify.extradition_authority": lambda: _named(home, RoleKind.EXTRADITION, code, on),
        "notify.contact_24_7": lambda: _named(home, RoleKind.CONTACT_24_7, code, on),
        "notify.languages": lambda: _languages(home, code, language),
    }
    return {
        row.key: says[row.key]() if row.key in says else ""
        for row in instruments.get(code).notifications
    }


def _named(state: str, role: str, code: str, on: date) -> str:
    found = register.authorities_for(state, role, code, on=on)
    return "\n\n".join(_lines(choice.authority) for choice in found)


def _central_authority(code: str, on: date) -> Authority:
    found = register.authorities_for(
        settings.MLA_HOME_STATE, RoleKind.CENTRAL_AUTHORITY, code, on=on
    )
    if not found:
        raise UnableToNotify(_("The register names no central authority of our State."))
    return found[0].authority


def _lines(authority: Authority) -> str:
    facts = (str(authority), authority.address, authority.phone, authority.email)
    return "\n".join(fact for fact in facts if fact)


def _languages(state: str, code: str, language: str) -> str:
    with override(language):
        facts = register.accepted_languages(state, code)
        return ", ".join(language_name(fact.language) for fact in facts)


@transaction.atomic
def prepare(
    *, instrument: str, language: str, given: Mapping[str, str], by: User, at: datetime
) -> DepositaryLetter:
    """A letter stands prepared with what is notified, and waits for a supervisor.

    `given` maps the keys of the instrument's notifications to texts; blank ones are left out.
    The letterhead is that of the registrar's authority, else of the central authority that the
    register names. Raises NotAllowedToNotify for anybody but a registrar, and UnableToNotify.
    """
    if not by.has_role(Role.REGISTRAR):
        raise NotAllowedToNotify(_("Only a registrar prepares a notification."))
    found = {one.code: one for one in instruments_that_ask()}.get(instrument)
    if found is None:
        raise UnableToNotify(_("This instrument asks for no notification."))
    if language not in wordings.languages():
        raise UnableToNotify(_("Letters cannot be written in this language."))
    items = [
        {
            "key": row.key,
            "cite": row.cite,
            "tag": str(row.tag),
            "text": row.text,
            "given": given[row.key].strip(),
        }
        for row in found.notifications
        if given.get(row.key, "").strip()
    ]
    if not items:
        raise UnableToNotify(_("Say at least one thing that is notified."))
    home = by.authority or _central_authority(instrument, house.today(at))
    letter = DepositaryLetter.objects.create(
        reference=issue(direction="DEPOSITARY", year=house.today(at).year),
        instrument=found.code,
        instrument_edition=found.edition,
        language=language,
        items=items,
        authority=home,
        prepared_by=by,
        prepared_at=at,
    )
    _record(letter, "depositary.prepared", by, at, items=[item["key"] for item in items])
    return letter


@transaction.atomic
def approve(*, letter: UUID, by: User, at: datetime) -> DepositaryLetter:
    """The words are frozen and the letter is drawn by a worker.

    Raises NotAllowedToNotify for anybody but a supervisor who did not prepare it, UnableToNotify.
    """
    found = _locked(letter, DepositaryStatus.PREPARED)
    if not by.has_role(Role.SUPERVISOR):
        raise NotAllowedToNotify(_("Only a supervisor approves a notification."))
    if found.prepared_by_id == by.pk:
        raise NotAllowedToNotify(_("Who prepared it never approves it."))
    found.context = depositary_letter.freeze(found, at=at).to_json()
    found.approved_by, found.approved_at = by, at
    found.status = DepositaryStatus.WAITING
    found.save()
    effects.enqueue(
        key=f"depositary:{found.public_id}",
        kind=RENDER,
        payload={"letter": found.pk},
        subject=CHAIN,
        at=at,
    )
    _record(found, "depositary.approved", by, at)
    return found


@transaction.atomic
def dispatch(*, letter: UUID, channel: str, by: User, at: datetime) -> DepositaryLetter:
    """The letter left the house by that channel; it does not change after."""
    found = _locked(letter, DepositaryStatus.READY)
    _must_handle(by)
    found.channel = Channel(channel).value
    found.dispatched_by, found.dispatched_at = by, at
    found.status = DepositaryStatus.DISPATCHED
    found.save()
    sha256 = found.file.sha256 if found.file else ""
    _record(found, "depositary.dispatched", by, at, channel=found.channel, sha256=sha256)
    return found


@transaction.atomic
def cancel(*, letter: UUID, by: User, at: datetime) -> DepositaryLetter:
    """The letter does not leave the house; it stays listed."""
    found = _locked(
        letter,
        DepositaryStatus.PREPARED,
        DepositaryStatus.WAITING,
        DepositaryStatus.READY,
        DepositaryStatus.FAILED,
    )
    _must_handle(by)
    found.status = DepositaryStatus.CANCELLED
    found.save()
    effects.cancel(keys=[f"depositary:{found.public_id}"])
    _record(found, "depositary.cancelled", by, at)
    return found


def read(*, letter: UUID, by: User, at: datetime) -> Paper:
    """The PDF; before it is drawn, a preview of the same words. Who read it is on the ledger.

    Raises UnableToNotify where there is none, UnableToRenderLetter, vault.UnableToReadFile.
    """
    found = (
        DepositaryLetter.objects.select_related("file", "authority__state")
        .filter(public_id=letter)
        .first()
    )
    if found is None:
        raise UnableToNotify(_("There is no such letter."))
    with transaction.atomic():
        _record(found, "depositary.read", by, at)
    name = f"{found.reference.replace('/', '-')}.pdf"
    if found.file is not None:
        return Paper(name, found.file.media_type, vault.read(found.file))
    words = found.context or depositary_letter.freeze(found, at=at)
    return Paper(name, vault.PDF, carry.preview_pdf(words))


def _must_handle(by: User) -> None:
    if not by.has_role(Role.REGISTRAR, Role.SUPERVISOR):
        raise NotAllowedToNotify(_("Only registrars and supervisors handle notifications."))


def _locked(letter: UUID, *expected: DepositaryStatus) -> DepositaryLetter:
    found = (
        DepositaryLetter.objects.select_for_update(of=("self",))
        .select_related("authority__state", "file")
        .filter(public_id=letter)
        .first()
    )
    if found is None:
        raise UnableToNotify(_("There is no such letter."))
    if found.status not in expected:
        raise UnableToNotify(
            _("The letter is in the state “%(state)s”: this is not possible any more.")
            % {"state": found.get_status_display()}
        )
    return found


def _record(letter: DepositaryLetter, verb: str, by: User, at: datetime, **said: object) -> None:
    ledger.record(
        chain=CHAIN,
        verb=verb,
        by=by,
        at=at,
        data={
            "letter": str(letter.public_id),
            "reference": letter.reference,
            "instrument": letter.instrument,
            **said,
        },
    )
