"""The ledger as an auditor reads it: the house, and the requests the auditor may know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from mla.accounts.models import User
from mla.accounts.operations import HOUSE
from mla.ledger.models import Event
from mla.ledger.queries import EventRow
from requests_app import queries

PAGE_SIZE = 50
_PREFIX = "request:"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event, and the request it belongs to, if any; else the user name of the account it
    is about, if it is about one."""

    event: EventRow
    public_id: UUID | None
    reference: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, the latest first, and the id before which the next page starts (None: the end)."""

    rows: tuple[AuditRow, ...]
    older: int | None


def latest_events(*, by: User, before: int | None = None, size: int = PAGE_SIZE) -> AuditPage:
    """A page of events; those of requests that the person may not know of are left out.

    Three queries. A page may be shorter than `size` because of what is left out.
    """
    found = Event.objects.order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    listed = list(found.values_list(*EventRow._fields, "chain", "about")[: size + 1])
    events = [(EventRow._make(row), about or chain) for *row, chain, about in listed[:size]]
    ids = {chain.removeprefix(_PREFIX) for _event, chain in events if chain.startswith(_PREFIX)}
    visible = {
        str(public_id): (public_id, reference)
        for public_id, reference in queries.visible_to(by)
        .filter(public_id__in=ids)
        .values_list("public_id", "reference")
    }
    accounts = _accounts(event for event, chain in events if chain == HOUSE)
    rows = []
    for event, chain in events:
        if not chain.startswith(_PREFIX):
            rows.append(AuditRow(event, None, "", accounts.get(event.id, "")))
        elif known := visible.get(chain.removeprefix(_PREFIX)):
            rows.append(AuditRow(event, *known))
    return AuditPage(tuple(rows), events[-1][0].id if len(listed) > size else None)


def _accounts(events: Iterable[EventRow]) -> dict[int, str]:
    """The user name of the account that an event is about, by the id of the event: the name of
    then where the ledger has it, else the one of now."""
    told = {event.id: event.data for event in events if "user" in event.data}
    unnamed = {data["user"] for data in told.values() if "username" not in data}
    found = User.objects.filter(public_id__in=unnamed).values_list("public_id", "username")
    names = {str(public_id): username for public_id, username in found}
    return {
        event: data.get("username") or names.get(data["user"], "") for event, data in told.items()
    }
