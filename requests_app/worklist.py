"""The worklist: open requests by urgency, then by the day of their next action.

Pages are cut by key, never by offset, and nothing is counted: the last page costs what the
first one does. Rows come out as plain values, because a list makes no use of objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app import queries
from requests_app.models import Request
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.states import HOLDERS, Holder, State

PAGE_SIZE = 50
SEARCH_LIMIT = 100

OPEN, MINE, TURN, CLOSED = "open", "mine", "turn", "closed"
SCOPES = (TURN, MINE, OPEN, CLOSED)

_COLUMNS = (
    "id",
    "public_id",
    "reference",
    "title",
    "other_state_id",
    "other_state__name",
    "direction",
    "state",
    "urgency",
    "urgency_rank",
    "next_action_on",
    "next_action",
    "holder__username",
    "received_on",
    "created_at",
    "is_specimen",
)


class Row(NamedTuple):
    """One request on the list. Dates are local days of the house."""

    id: int
    public_id: object
    reference: str
    title: str
    other_state: str
    other_state_name: str
    direction: str
    state: str
    urgency: str
    urgency_rank: int
    next_action_on: date | None
    next_action: str
    assigned_to: str | None
    received_on: date | None
    created_at: datetime
    is_specimen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; a blank asks for nothing. `other_state` is a State code."""

    scope: str = OPEN
    direction: str = ""
    state: str = ""
    other_state: str = ""
    urgency: str = ""
    overdue: bool = False
    search: str = ""

    @property
    def narrows(self) -> bool:
        """True when anything but the scope is asked for."""
        return bool(
            self.direction
            or self.state
            or self.other_state
            or self.urgency
            or self.overdue
            or self.search
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the keys from which the pages beside it start (blank: none)."""

    rows: Sequence[Row]
    before: str = ""
    after: str = ""


TURNS = {
    Role.CLERK: Holder.CLERK,
    Role.DUTY_OFFICER: Holder.CLERK,
    Role.SUPERVISOR: Holder.SUPERVISOR,
    Role.EXECUTING_OFFICER: Holder.COMPETENT_AUTHORITY,
}


def page(
    filters: Filters,
    *,
    by: User,
    today: date,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """The page after (or before) that key of the requests the person may know of. One query.

    `after` and `before` are keys of an earlier page; one that cannot be read means the start.
    """
    rows = matching(filters, by=by, today=today)
    if filters.scope == CLOSED:
        return _page_of_closed(rows, after=after, before=before, size=size)
    key = _read_key(before or after)
    backwards = bool(before and key)
    order: tuple[str, ...] = ("urgency_rank", "next_action_on", "id")
    if key:
        here = Tuple(F("urgency_rank"), F("next_action_on"), F("id"))
        rows = rows.filter((TupleLessThan if backwards else TupleGreaterThan)(here, key))
    if backwards:
        order = tuple(f"-{name}" for name in order)
    found = list(map(Row._make, rows.order_by(*order).values_list(*_COLUMNS)[: size + 1]))
    return _cut(found, key=bool(key), backwards=backwards, size=size)


def matching(filters: Filters, *, by: User, today: date) -> QuerySet[Request]:
    """The requests that the filters ask for, among those the person may know of; unordered."""
    rows = queries.visible_to(by)
    if filters.scope == CLOSED:
        rows = rows.filter(state=State.CLOSED)
    else:
        rows = rows.exclude(state=State.CLOSED)
        if filters.scope == MINE:
            rows = rows.filter(holder=by)
        elif filters.scope == TURN:
            rows = rows.filter(_turn_of(by))
    if filters.direction:
        rows = rows.filter(direction=filters.direction)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.other_state:
        rows = rows.filter(other_state=filters.other_state)
    if filters.urgency:
        rows = rows.filter(urgency=filters.urgency)
    if filters.overdue:
        rows = rows.filter(next_action_on__lt=today)
    if words := filters.search.strip()[:SEARCH_LIMIT].casefold():
        rows = rows.filter(search_text__contains=words)
    return rows


def scope_of(person: User) -> str:
    """The list that a person's day begins with: what waits for them."""
    return TURN if person.has_role(*TURNS) else OPEN


def read_filters(given: dict[str, str], *, default_scope: str) -> Filters:
    """The filters of an address; what is not in the closed sets asks for nothing."""
    scope = given.get("scope", "")
    state = given.get("state", "")
    direction = given.get("direction", "")
    urgency = given.get("urgency", "")
    return Filters(
        scope=scope if scope in SCOPES else default_scope,
        direction=direction if direction in set(Direction) else "",
        state=state if state in set(State) else "",
        other_state=given.get("other_state", ""),
        urgency=urgency if urgency in set(Urgency) else "",
        overdue=given.get("overdue", "") == "1",
        search=given.get("q", "").replace("\x00", "")[:SEARCH_LIMIT],
    )


def _turn_of(person: User) -> Q:
    holders = {TURNS[Role(role)] for role in person.roles if role in TURNS}
    turn = Q(pk__in=[])
    for side in Direction:
        states = [
            state.value
            for (direction, state), holder in HOLDERS.items()
            if direction is side and holder in holders
        ]
        if states:
            turn |= Q(direction=side, state__in=states)
    return turn


def _page_of_closed(rows: QuerySet[Request], *, after: str, before: str, size: int) -> Page:
    """Closed requests have no next action: the latest opened first."""
    edge = before or after
    key = int(edge) if edge.isascii() and edge.isdigit() and len(edge) < 19 else 0
    backwards = bool(before and key)
    if key:
        rows = rows.filter(id__gt=key) if backwards else rows.filter(id__lt=key)
    ordered = rows.order_by("id" if backwards else "-id")
    found = list(map(Row._make, ordered.values_list(*_COLUMNS)[: size + 1]))
    return _cut(found, key=bool(key), backwards=backwards, size=size)


def _cut(found: list[Row], *, key: bool, backwards: bool, size: int) -> Page:
    more = len(found) > size
    rows = found[:size]
    if backwards:
        rows.reverse()
    has_before = more if backwards else key
    has_after = True if backwards else more
    return Page(
        rows,
        before=_write_key(rows[0]) if rows and has_before else "",
        after=_write_key(rows[-1]) if rows and has_after else "",
    )


def _write_key(row: Row) -> str:
    if row.next_action_on is None:
        return str(row.id)
    return f"{row.urgency_rank}_{row.next_action_on.isoformat()}_{row.id}"


def _read_key(text: str) -> tuple[int, date, int] | None:
    try:
        rank, day, number = text.split("_")
        key = int(rank), date.fromisoformat(day), int(number)
    except ValueError:
        return None
    return key if 0 <= key[0] < 100 and 0 <= key[2] < 2**63 else None
