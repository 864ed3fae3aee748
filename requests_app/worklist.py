"""The worklist: open requests by urgency, then by the day of their next action.

Pages are cut by key, never by offset, and nothing is counted: the last page costs what the
first one does. Rows come out as plain values, because a list makes no use of objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from mla import statements
from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app import queries
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.states import HOLDERS, Holder, State

PAGE_SIZE = 50
SEARCH_LIMIT = 100

OPEN, MINE, TURN, CLOSED = "open", "mine", "turn", "closed"
SCOPES = (TURN, MINE, OPEN, CLOSED)

_SELECT = """
SELECT request.id, request.public_id, request.reference, request.title,
       request.other_state_id, other_state.name, request.direction, request.state,
       request.urgency, request.urgency_rank, request.next_action_on, request.next_action,
       holder.username, request.received_on, request.created_at, request.is_specimen,
       request.letters_waiting, request.reply_owed
FROM requests_app_request AS request
JOIN authorities_state AS other_state ON other_state.code = request.other_state_id
LEFT JOIN accounts_user AS holder ON holder.id = request.holder_id
"""


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
    letters_waiting: int
    reply_owed: bool


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
    matching = _matching(filters, by=by, today=today)
    if matching is None:
        return Page(())
    if filters.scope == CLOSED:
        return _page_of_closed(matching, after=after, before=before, size=size)
    key = _read_key(before or after)
    backwards = bool(before and key)
    if key:
        columns = "(request.urgency_rank, request.next_action_on, request.id)"
        matching.also(f"{columns} {'<' if backwards else '>'} (%s, %s, %s)", *key)
    way = "DESC" if backwards else "ASC"
    found = matching.read(
        f"request.urgency_rank {way}, request.next_action_on {way}, request.id {way}", size + 1
    )
    return _cut(found, key=bool(key), backwards=backwards, size=size)


@dataclass(frozen=True, slots=True)
class _Matching:
    """Conditions in SQL and their values. What is the same in every list is written out, so
    that the database sees which index covers it."""

    conditions: list[str]
    values: list[Any]

    def also(self, condition: str, *values: Any) -> None:
        """The rows meet this condition too."""
        self.conditions.append(condition)
        self.values.extend(values)

    def read(self, order: str, limit: int) -> list[Row]:
        """The first rows in that order."""
        where = " AND ".join(self.conditions)
        sql = f"{_SELECT}WHERE {where} ORDER BY {order} LIMIT {limit}"
        return list(map(Row._make, statements.rows(sql, self.values)))


def _matching(filters: Filters, *, by: User, today: date) -> _Matching | None:
    """What the filters ask for, among the requests the person may know of; None for none."""
    known = queries.known_to(by, row="request.")
    if known is None:
        return None
    condition, values = known
    found = _Matching([condition], list(values))
    if filters.scope == CLOSED:
        found.also("request.state = 'CLOSED'")
    else:
        found.also("request.state <> 'CLOSED'")
        if filters.scope == MINE:
            found.also("request.holder_id = %s", by.pk)
        elif filters.scope == TURN:
            found.also(*_turn_of(by))
    for column, value in (
        ("direction", filters.direction),
        ("state", filters.state),
        ("other_state_id", filters.other_state),
        ("urgency", filters.urgency),
    ):
        if value:
            found.also(f"request.{column} = %s", value)
    if filters.overdue:
        found.also("request.next_action_on < %s", today)
    if words := filters.search.strip()[:SEARCH_LIMIT].casefold():
        plain = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        found.also("request.search_text LIKE %s", f"%{plain}%")
    return found


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


def _turn_of(person: User) -> tuple[Any, ...]:
    holders = {TURNS[Role(role)] for role in person.roles if role in TURNS}
    turns: list[str] = []
    values: list[Any] = []
    for side in Direction:
        states = [
            state.value
            for (direction, state), holder in HOLDERS.items()
            if direction is side and holder in holders
        ]
        if states:
            turns.append("(request.direction = %s AND request.state = ANY (%s))")
            values += [side.value, states]
    if Holder.CLERK in holders:
        turns.append("request.letters_waiting > 0 OR request.reply_owed")
    return (f"({' OR '.join(turns)})" if turns else "false", *values)


def _page_of_closed(matching: _Matching, *, after: str, before: str, size: int) -> Page:
    """Closed requests have no next action: the latest opened first."""
    edge = before or after
    key = int(edge) if edge.isascii() and edge.isdigit() and len(edge) < 19 else 0
    backwards = bool(before and key)
    if key:
        matching.also(f"request.id {'>' if backwards else '<'} %s", key)
    found = matching.read(f"request.id {'ASC' if backwards else 'DESC'}", size + 1)
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
