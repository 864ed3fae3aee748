"""One key, one act, one answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, connections, transaction

from mla.accounts import idempotency
from mla.accounts.idempotency import InFlight, Mismatch, New, Outcome, Replay
from mla.accounts.models import IdempotencyRecord, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return User.objects.create_user(username="caller")


@pytest.fixture
def other_session() -> Iterator[psycopg.Connection]:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as session:
        yield session


def begin(
    user: User, *, key: str = "k", path: str = "/a", body: bytes = b"1", at: datetime = NOW
) -> Outcome:
    return idempotency.begin(
        user=user, key=key, path=path, body_sha256=idempotency.body_sha256(body), at=at
    )


def done(user: User) -> None:
    new = begin(user)
    assert isinstance(new, New)
    idempotency.finish(new, status=201, body={"reference": "JM-1"})


def test_a_new_key_is_new(user: User) -> None:
    assert isinstance(begin(user), New)


def test_a_repeat_gets_the_answer_again(user: User) -> None:
    done(user)

    assert begin(user) == Replay(201, {"reference": "JM-1"})


@pytest.mark.parametrize("changed", [{"body": b"2"}, {"path": "/b"}])
def test_the_same_key_for_something_else_is_a_mismatch(
    user: User, changed: dict[str, object]
) -> None:
    done(user)

    assert isinstance(begin(user, **changed), Mismatch)  # type: ignore[arg-type]


def test_the_key_of_another_person_is_another_key(user: User) -> None:
    done(user)

    assert isinstance(begin(User.objects.create_user(username="other")), New)


def test_a_key_is_forgotten_after_48_hours(user: User) -> None:
    done(user)

    assert isinstance(begin(user, at=NOW + timedelta(hours=48)), New)


def test_a_released_key_is_free(user: User) -> None:
    new = begin(user)
    assert isinstance(new, New)
    idempotency.release(new)

    assert isinstance(begin(user, body=b"2"), New)


def test_unfinished_is_in_flight(user: User) -> None:
    begin(user)

    assert isinstance(begin(user), InFlight)


def test_a_key_claimed_by_another_session_is_in_flight(
    user: User, other_session: psycopg.Connection
) -> None:
    number = idempotency.lock_number(user, "k")
    other_session.execute("SELECT pg_advisory_xact_lock(%s)", [number])

    assert isinstance(begin(user), InFlight)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "é"])
def test_a_key_is_short_plain_text(user: User, key: str) -> None:
    with pytest.raises(idempotency.UnableToBegin):
        begin(user, key=key)


def test_purging_leaves_the_young(user: User) -> None:
    done(user)
    begin(user, key="young", at=NOW + timedelta(hours=1))

    assert idempotency.purge(at=NOW + timedelta(hours=48)) == 1
    assert IdempotencyRecord.objects.get().key == "young"


def test_a_failed_act_leaves_the_key_free(user: User) -> None:
    def claim_and_fail() -> None:
        with transaction.atomic():
            begin(user)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claim_and_fail()

    assert isinstance(begin(user), New)


def test_a_key_cannot_be_claimed_outside_a_transaction(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)

    with pytest.raises(idempotency.UnableToBegin):
        begin(user)
