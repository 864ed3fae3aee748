"""Whatever is done to the ledger behind our back is found, and the first bad event is named."""

import hashlib
import hmac
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.ledger import chain as links
from mla.ledger.models import ChainHead, Event
from mla.ledger.walk import Finding

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LENGTH = 6
CHAINS = ("house", "request:a", "request:b")


@pytest.fixture
def book() -> dict[tuple[str, int], int]:
    """Three chains of six events each, and what lets one write into them; ids by place."""
    User.objects.create_user(username="somebody else")
    by = system_user()
    for number in range(1, LENGTH + 1):
        for chain in CHAINS:
            ledger.record(
                chain=chain,
                verb="request.noted",
                by=by,
                at=AT + timedelta(minutes=number),
                data={"n": number, "who": ["x", None], "of": {"a": True}},
            )
    with connection.cursor() as cursor:
        # What an intruder who owns the tables would do first. Constraints that wait for the
        # end of the transaction would stand in the way of the switch.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_event", "ledger_chainhead"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return {
        (event.chain, event.sequence): event.pk for event in Event.objects.only("chain", "sequence")
    }


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]


def test_an_untouched_ledger_is_intact(book: dict[tuple[str, int], int]) -> None:
    verdict = ledger.verify()

    assert (verdict.findings, verdict.events, verdict.chains) == ([], len(book), len(CHAINS))


def test_an_empty_ledger_is_intact() -> None:
    assert ledger.verify().intact


ALTERATIONS = [
    "verb = verb || ' '",
    "verb = 'request.refused'",
    "at = at + interval '1 microsecond'",
    "at = at - interval '4051 years'",
    "at = 'infinity'",
    "at = '-infinity'",
    "actor_id = (SELECT id FROM accounts_user WHERE username = 'somebody else')",
    "actor_name = 'somebody else'",
    "actor_name = ''",
    "about = 'request:another'",
    "data = '{}'",
    "data = jsonb_set(data, '{n}', '1.0')",
    "data = jsonb_set(data, '{n}', '\"1\"')",
    "data = data - 'who'",
    "data = data || '{\"more\": null}'",
    "data = jsonb_set(data, '{of,a}', 'false')",
    "data = 'null'",
    "mac = decode(repeat('00', 32), 'hex')",
    "mac = set_byte(mac, 31, 255 - get_byte(mac, 31))",
    "mac = ''",
    "id = id + 100000",
]


@pytest.mark.parametrize("sequence", [1, 3, LENGTH])
@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_altered_event_is_named(
    book: dict[tuple[str, int], int], alteration: str, sequence: int
) -> None:
    execute(
        f"UPDATE ledger_event SET {alteration} WHERE chain = 'request:a' AND sequence = %s",
        sequence,
    )

    event_id = book["request:a", sequence] + (100000 if alteration.startswith("id") else 0)
    assert ledger.verify().findings == [Finding("request:a", sequence, event_id, "ALTERED")]


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_removed_event_is_named(book: dict[tuple[str, int], int], sequence: int) -> None:
    execute("DELETE FROM ledger_event WHERE chain = 'request:a' AND sequence = %s", sequence)

    assert ledger.verify().findings == [Finding("request:a", sequence, None, "MISSING")]


def test_a_cut_tail_is_named(book: dict[tuple[str, int], int]) -> None:
    execute("DELETE FROM ledger_event WHERE chain = 'request:a' AND sequence > 4")

    assert ledger.verify().findings == [Finding("request:a", 5, None, "TAIL_CUT")]


def test_a_chain_of_which_only_the_head_is_left_is_named(
    book: dict[tuple[str, int], int],
) -> None:
    execute("DELETE FROM ledger_event WHERE chain = 'request:a'")

    assert ledger.verify().findings == [Finding("request:a", 1, None, "MISSING")]


def test_the_last_chain_of_which_only_the_head_is_left_is_named(
    book: dict[tuple[str, int], int],
) -> None:
    execute("DELETE FROM ledger_event WHERE chain = 'request:b'")

    assert ledger.verify().findings == [Finding("request:b", 1, None, "MISSING")]


def test_a_chain_without_head_is_named(book: dict[tuple[str, int], int]) -> None:
    execute("DELETE FROM ledger_chainhead WHERE chain = 'request:a'")

    assert ledger.verify().findings == [
        Finding("request:a", LENGTH, book["request:a", LENGTH], "HEAD_MISSING")
    ]


@pytest.mark.parametrize(
    "alteration",
    [
        "mac = set_byte(mac, 0, 255 - get_byte(mac, 0))",
        "digest = set_byte(digest, 0, 255 - get_byte(digest, 0))",
        "at = at + interval '1 second'",
        "sequence = sequence - 1",
    ],
)
def test_an_altered_head_is_named(book: dict[tuple[str, int], int], alteration: str) -> None:
    execute(f"UPDATE ledger_chainhead SET {alteration} WHERE chain = 'request:a'")

    assert ledger.verify().findings == [
        Finding("request:a", LENGTH, book["request:a", LENGTH], "HEAD_DIFFERS")
    ]


def test_a_head_that_runs_ahead_is_named(book: dict[tuple[str, int], int]) -> None:
    execute("UPDATE ledger_chainhead SET sequence = sequence + 1 WHERE chain = 'request:a'")

    assert ledger.verify().findings == [Finding("request:a", LENGTH + 1, None, "TAIL_CUT")]


def test_two_events_that_changed_places_are_named(book: dict[tuple[str, int], int]) -> None:
    for old, new in ((3, 999), (4, 3), (999, 4)):
        execute(
            "UPDATE ledger_event SET sequence = %s WHERE chain = 'request:a' AND sequence = %s",
            new,
            old,
        )

    assert ledger.verify().findings == [Finding("request:a", 3, book["request:a", 4], "ALTERED")]


def test_an_event_moved_to_another_chain_is_named_on_both(
    book: dict[tuple[str, int], int],
) -> None:
    execute(
        "UPDATE ledger_event SET chain = 'request:b', sequence = 7 "
        "WHERE chain = 'request:a' AND sequence = 3"
    )

    assert ledger.verify().findings == [
        Finding("request:a", 3, None, "MISSING"),
        Finding("request:b", 7, book["request:a", 3], "ALTERED"),
    ]


def test_an_added_event_is_named(book: dict[tuple[str, int], int]) -> None:
    execute(
        "INSERT INTO ledger_event (chain, sequence, at, verb, actor_id, actor_name, data, mac) "
        "SELECT chain, 7, at, verb, actor_id, actor_name, data, mac FROM ledger_event "
        "WHERE chain = 'request:a' AND sequence = 6"
    )

    added = Event.objects.get(chain="request:a", sequence=7).pk
    assert ledger.verify().findings == [Finding("request:a", 7, added, "ALTERED")]


def test_a_rewriting_without_the_key_is_named_at_its_beginning(
    book: dict[tuple[str, int], int],
) -> None:
    """Everything is put in order again, as thoroughly as it can be without the key."""
    rewrite("request:a", key=b"not the key", from_sequence=2, verb="request.withdrawn")

    assert ledger.verify().findings == [Finding("request:a", 2, book["request:a", 2], "ALTERED")]


def rewrite(chain: str, *, key: bytes, from_sequence: int, verb: str) -> None:
    """The chain tells another story from this event on, and agrees with itself."""
    link = links.START
    for event in Event.objects.filter(chain=chain).order_by("sequence"):
        altered = event.sequence >= from_sequence
        text = links.canonical_event(
            chain=chain,
            sequence=event.sequence,
            event_id=event.pk,
            at=links.canonical_instant(event.at),
            verb=verb if altered else event.verb,
            actor=event.actor_id,
            actor_name=event.actor_name,
            data=links.canonical_data(event.data),
            about=event.about,
        )
        mac = bytes(event.mac)
        if altered:
            mac = hmac.digest(key, link.mac + text, hashlib.sha256)
            execute(
                "UPDATE ledger_event SET verb = %s, mac = %s WHERE id = %s", verb, mac, event.pk
            )
        link = links.Link(mac, links.next_digest(link.digest, text, mac))
    ChainHead.objects.filter(chain=chain).update(mac=link.mac, digest=link.digest)


def test_the_first_finding_of_several_is_the_first_in_the_order_of_chains(
    book: dict[tuple[str, int], int],
) -> None:
    execute("UPDATE ledger_event SET verb = 'x' WHERE chain <> 'house' AND sequence = 5")

    verdict = ledger.verify()

    assert (verdict.first, len(verdict.findings)) == (
        Finding("request:a", 5, book["request:a", 5], "ALTERED"),
        2,
    )


def test_random_single_alterations_are_all_found(book: dict[tuple[str, int], int]) -> None:
    """Every byte of every mac and every character of every verb counts (security bar S3)."""
    dice = random.Random(20260301)
    missed = []
    for _turn in range(150):
        (chain, sequence), event_id = dice.choice(sorted(book.items()))
        what = dice.choice(
            [
                f"mac = set_byte(mac, {dice.randrange(32)}, {dice.randrange(256)})",
                f"verb = substr(verb, {dice.randrange(14)})",
                f"at = at + interval '{dice.randrange(1, 10**9)} microseconds'",
                f"data = jsonb_set(data, '{{n}}', '{dice.randrange(100, 10**6)}')",
                f"sequence = sequence + {dice.randrange(10, 100)}",
            ]
        )
        before = Event.objects.filter(pk=event_id).values().get()
        execute(f"UPDATE ledger_event SET {what} WHERE id = %s", event_id)
        changed = Event.objects.filter(pk=event_id).values().get() != before
        first = ledger.verify().first
        named = first is not None and (first.chain, first.sequence) == (chain, sequence)
        if named != changed:
            missed.append((what, first))
        Event.objects.filter(pk=event_id).update(**before)

    assert missed == []
