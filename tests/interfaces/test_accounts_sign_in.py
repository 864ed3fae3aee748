"""Signing in: delays, sessions, one-time passwords, the second factor."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mla.accounts import attempts
from mla.accounts.adapters import SecondFactorAdapter
from mla.accounts.models import SignInAttempt, User
from mla.accounts.roles import Role
from mla.ledger.models import Event

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "a long enough secret 71"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user() -> User:
    return User.objects.create_user(username="duty", password=PASSWORD, roles=[Role.REGISTRAR])


def sign_in(
    client: Client, *, name: str = "duty", password: str = PASSWORD, address: str = "127.0.0.1"
) -> "Answer":
    return client.post(
        reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address
    )


def signed_in(client: Client) -> bool:
    return client.get(reverse("own_account")).status_code == 200


def plain(html: bytes) -> str:
    """The page without the secrets that differ on each answer."""
    return re.sub(r'(csrf[^>]*(?:value|content)=")[^"]+', r"\1", html.decode())


def test_a_person_signs_in_with_name_and_password(client: Client, user: User) -> None:
    response = sign_in(client)

    assert response.status_code == 302
    assert signed_in(client)


def test_signing_in_is_an_event(client: Client, user: User) -> None:
    sign_in(client, password="wrong")
    sign_in(client)

    event = Event.objects.get(verb="accounts.signed_in")
    assert (event.actor, event.data["failures_before"]) == (user, 1)


def test_signing_in_changes_the_session_key(client: Client, user: User) -> None:
    session = client.session
    session["something"] = "before"
    session.save()
    before = client.cookies["sessionid"].value
    sign_in(client)

    assert client.cookies["sessionid"].value != before


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(user: User) -> None:
    wrong = sign_in(Client(), password="wrong")
    unknown = sign_in(Client(), name="dutx", password="wrong")

    assert wrong.status_code == unknown.status_code
    assert plain(wrong.content) == plain(unknown.content).replace("dutx", "duty")


def test_a_disabled_user_gets_the_same_answer_as_a_wrong_password(user: User) -> None:
    wrong = sign_in(Client(), password="wrong")
    User.objects.filter(pk=user.pk).update(is_active=False)
    disabled = sign_in(Client())

    assert disabled.status_code == 200
    assert plain(wrong.content) == plain(disabled.content)


@pytest.mark.parametrize("name", ["duty", "nobody"])
def test_a_password_is_hashed_once_for_known_and_unknown_names(
    client: Client, user: User, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, name=name, password="wrong")

    assert calls == ["wrong"]


def test_the_seventh_failure_in_a_row_has_to_wait(client: Client, user: User) -> None:
    for _attempt in range(6):
        sign_in(client, password="wrong")

    response = sign_in(client)

    assert b"Wait 2 seconds" in response.content
    assert not signed_in(client)


def test_after_the_wait_the_right_password_is_taken(
    client: Client, user: User, clock: time_machine.Traveller
) -> None:
    for _attempt in range(6):
        sign_in(client, password="wrong")
    clock.shift(timedelta(seconds=2))

    assert sign_in(client).status_code == 302


def test_another_address_signs_in_while_one_is_delayed(client: Client, user: User) -> None:
    for _attempt in range(60):
        sign_in(client, password="wrong", address="192.0.2.7")

    assert sign_in(client, address="192.0.2.8").status_code == 302


def test_many_addresses_do_not_lock_a_name_out(client: Client, user: User) -> None:
    for number in range(60):
        sign_in(client, password="wrong", address=f"192.0.2.{number + 1}")

    assert sign_in(client, address="198.51.100.1").status_code == 302


def test_an_unknown_name_is_delayed_alike(client: Client) -> None:
    for _attempt in range(6):
        sign_in(client, name="nobody", password="wrong")

    assert b"Wait 2 seconds" in sign_in(client, name="nobody").content


def test_one_address_cannot_try_ever_new_names(client: Client, user: User) -> None:
    for number in range(attempts.ADDRESS_LIMIT):
        attempts.admit(name=f"name {number}", address="127.0.0.1", at=NOW)

    assert b"Wait 60 seconds" in sign_in(client).content


def test_a_known_place_signs_in_from_a_crowded_address(client: Client, user: User) -> None:
    sign_in(client)
    for number in range(attempts.ADDRESS_LIMIT):
        attempts.admit(name=f"name {number}", address="127.0.0.1", at=NOW)

    assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 2), (7, 4), (10, 32), (15, 900), (4000, 900)]
)
def test_the_delay_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert attempts.delay_after(failures) == timedelta(seconds=seconds)


def test_what_was_typed_as_a_name_is_not_kept(client: Client) -> None:
    sign_in(client, name="my secret password", password="x")

    assert "secret" not in str(SignInAttempt.objects.values().get())


def test_old_counts_are_purged(user: User) -> None:
    attempts.admit(name="old", address="192.0.2.1", at=NOW - timedelta(days=2))
    attempts.admit(name="young", address="192.0.2.1", at=NOW)

    assert attempts.purge(at=NOW) == 1


def test_a_session_ends_after_a_quarter_of_an_hour_without_activity(
    client: Client, user: User, clock: time_machine.Traveller
) -> None:
    sign_in(client)
    clock.shift(timedelta(minutes=15))

    assert not signed_in(client)


def test_activity_keeps_a_session_until_eight_hours(
    client: Client, user: User, clock: time_machine.Traveller
) -> None:
    sign_in(client)
    for _quarter in range(47):
        clock.shift(timedelta(minutes=10))
        assert signed_in(client)
    clock.shift(timedelta(minutes=10))

    assert not signed_in(client)


def test_requests_within_a_minute_write_nothing(
    client: Client,
    user: User,
    clock: time_machine.Traveller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    sign_in(client)
    client.get(reverse("own_account"))
    clock.shift(timedelta(seconds=50))
    with django_assert_max_num_queries(3) as captured:
        client.get(reverse("own_account"))

    assert not [q for q in captured.captured_queries if not q["sql"].startswith("SELECT")]


def test_disabling_ends_open_sessions_at_the_next_request(client: Client, user: User) -> None:
    sign_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not signed_in(client)


def test_a_role_taken_away_is_gone_at_the_next_request(client: Client, user: User) -> None:
    sign_in(client)
    before = client.get(reverse("users")).status_code
    User.objects.filter(pk=user.pk).update(roles=[Role.AUDITOR])

    assert (before, client.get(reverse("users")).status_code) == (200, 404)


def test_a_one_time_password_leads_only_to_choosing_another(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    sign_in(client)

    response = client.get(reverse("users"))

    assert response.headers["Location"] == reverse("account_change_password")


def test_choosing_a_password_opens_the_rest(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    sign_in(client)
    new = "another long secret 58"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert client.get(reverse("users")).status_code == 200
    assert Event.objects.filter(verb="accounts.password_chosen", actor=user).count() == 1


def test_a_one_time_password_ends(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(
        must_change_password=True, one_time_password_until_at=NOW
    )

    assert sign_in(client).status_code == 200


@pytest.mark.parametrize("path", ["/accounts/signup/", "/sign-up/", "/password/reset/", "/email/"])
def test_there_is_no_sign_up_and_no_public_reset(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def secret_of(user: User) -> str:
    secret: str = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": SecondFactorAdapter().encrypt(secret)},
    )
    return secret


def code_of(secret: str) -> str:
    counter = int(datetime.now(UTC).timestamp()) // 30
    code: str = totp.format_hotp_value(totp.hotp_value(secret, counter))
    return code


def test_the_second_factor_is_asked_for_and_admits(client: Client, user: User) -> None:
    secret = secret_of(user)
    first = sign_in(client)
    before = signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert (before, signed_in(client)) == (False, True)


def test_a_code_is_taken_once(user: User) -> None:
    secret = secret_of(user)
    code = code_of(secret)
    for client in (Client(), Client()):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert not signed_in(client)


def test_guessing_codes_is_slowed_down(client: Client, user: User) -> None:
    secret_of(user)
    sign_in(client)
    for _attempt in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert b"Wait 2 seconds" in response.content


def test_the_secret_of_the_second_factor_is_encrypted(user: User) -> None:
    secret = secret_of(user)
    stored = Authenticator.objects.get().data["secret"]

    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret
