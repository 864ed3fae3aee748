"""The ledger as an auditor reads it: the house, and the requests the auditor may know of."""

from dataclasses import dataclass
from uuid import UUID

from mla.accounts.models import User
from mla.ledger.models import Event
from mla.ledger.queries import EventRow
from requests_app import queries

PAGE_SIZE = 50
_PREFIX = "request:"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event, and the request it belongs to, if any."""

    event: EventRow
    public_id: UUID | None
    reference: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, the latest first, and the id before which the next page starts (None: the end)."""

    rows: tuple[AuditRow, ...]
    older: int | None


def latest_events(*, by: User, before: int | None = None, size: int = PAGE_SIZE) -> AuditPage:
    """A page of events; those of requests that the person may not know of are left out.

    Two queries. A page may be shorter than `size` because of what is left out.
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
    rows = []
    for event, chain in events:
        if not chain.startswith(_PREFIX):
            rows.append(AuditRow(event, None, ""))
        elif known := visible.get(chain.removeprefix(_PREFIX)):
            rows.append(AuditRow(event, *known))
    return AuditPage(tuple(rows), events[-1][0].id if len(listed) > size else None)
