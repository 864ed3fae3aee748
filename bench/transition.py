"""A transition with its clock, letter, effect and ledger event, against its bare statements."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from django.utils import timezone

from bench import crew, house
from bench.figures import Figure, Times, in_turns, ratio
from bench.replay import carry_out, raw_connection, statements_of
from mla.accounts.models import User
from requests_app import operations
from requests_app.models import Request
from requests_app.rules.states import State

ACTION = "acknowledge"


def transition(*, turns: int, batch: int) -> Iterator[Figure]:
    """Transitions a second through `operations.act`, to those of the same statements bare."""
    person = house.clerk()
    ids = iter(_received((turns + 2) * batch * 2))
    with raw_connection() as raw:
        mine: list[UUID] = []
        said: list[list[tuple[str, object]]] = []

        def prepare() -> None:
            mine[:] = [next(ids) for _ in range(batch)]
            said[:] = [statements_of(partial(_act, public_id, person)) for public_id in mine]

        def bare() -> None:
            for statements in said:
                carry_out(raw, statements)

        taken = in_turns(
            {"ours": lambda: _act_all(mine, person), "bare": bare}, turns=turns, between=prepare
        )
    per_second = {name: batch / times.median for name, times in taken.items()}
    yield Figure(
        "transition",
        ratio(taken["bare"], taken["ours"]),
        "of the throughput of the same statements in psycopg",
        f"{per_second['ours']:.0f}/s to {per_second['bare']:.0f}/s, {len(said[0])} statements, "
        f"{turns} turns of {batch}; each {_each(taken['ours'], batch)} to "
        f"{_each(taken['bare'], batch)}",
    )


def gain(*, turns: int, batch: int, connections: int = 4) -> Iterator[Figure]:
    """Transitions a second on several processes with a connection each, to those on one."""
    person = house.clerk()
    ids = iter(_received((turns + 1) * batch * (connections + 1) + connections))
    rates: dict[int, list[float]] = {1: [], connections: []}
    with crew.at_work(connections, person=person.pk, action=ACTION) as act_on:
        for turn in range(-1, turns):
            for hands in rates:
                shares = [[next(ids) for _ in range(batch)] for _ in range(hands)]
                seconds = act_on(shares)
                if turn >= 0:
                    rates[hands].append(seconds)
    one, all_ = Times(tuple(rates[1])), Times(tuple(rates[connections]))
    yield Figure(
        "transition_gain",
        connections * ratio(one, all_),
        f"times the throughput, from 1 to {connections} connections",
        f"{batch / one.median:.0f}/s to {connections * batch / all_.median:.0f}/s, "
        f"{os.cpu_count()} cores, {turns} turns of {batch} each",
    )


def _act(public_id: UUID, person: User) -> None:
    operations.act(ACTION, request=public_id, by=person, at=timezone.now())


def _act_all(ids: Sequence[UUID], person: User) -> None:
    for public_id in ids:
        _act(public_id, person)


def _received(wanted: int) -> list[UUID]:
    """Requests that wait for their acknowledgement, wherever they lie in the tables."""
    waiting = Request.objects.filter(state=State.RECEIVED, letters_issued=0)
    found = list(waiting.order_by("public_id").values_list("public_id", flat=True)[:wanted])
    if len(found) < wanted:
        house.fill(Request.objects.count() + 3 * wanted)
        return _received(wanted)
    return found


def _each(times: Times, batch: int) -> str:
    return times.range(scale=1000.0 / batch)
