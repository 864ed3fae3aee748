"""What sign-ins leave in the ledger: failures, sign-outs, changes of the second factor."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from mla.accounts import failures
from mla.accounts.adapters import SecondFactorAdapter
from mla.accounts.failures import Failure, Step
from mla.accounts.models import FailureTally, User
from mla.accounts.roles import Role
from mla.ledger.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a long enough secret 71"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user() -> User:
    return User.objects.create_user(username="duty", password=PASSWORD, roles=[Role.REGISTRAR])


def sign_in(client: Client, *, name: str = "duty", password: str = PASSWORD) -> Any:
    return client.post(
        reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR="192.0.2.7"
    )


def told(verb: str) -> list[dict[str, Any]]:
    events = Event.objects.filter(chain="house", verb=f"accounts.{verb}").order_by("sequence")
    return [event.data for event in events]


def code_of(secret: str) -> str:
    counter = int(datetime.now(UTC).timestamp()) // 30
    code: str = totp.format_hotp_value(totp.hotp_value(secret, counter))
    return code


def enrol(client: Client) -> None:
    address = reverse("mfa_activate_totp")
    page = client.get(address, follow=True)
    if page.redirect_chain:
        page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    client.post(address, {"code": code_of(secret)})


def test_a_failed_sign_in_tells_who_and_where_but_not_what_was_typed(
    client: Client, user: User
) -> None:
    sign_in(client, password="not the password")

    assert told("sign_in_failed") == [
        {
            "user": str(user.public_id),
            "address": "192.0.2.7",
            "failures": 1,
            "step": "PASSWORD",
            "confirming": False,
        }
    ]


def test_an_unknown_name_is_told_by_a_digest(client: Client, user: User) -> None:
    sign_in(client, name="My Secret 71", password="x")
    sign_in(client, name="my secret 71 ", password="x")
    first, second = told("sign_in_failed")

    assert "user" not in first
    assert "ecret" not in str(first)
    assert first["name_digest"] == second["name_digest"] == failures.name_digest("my secret 71")


def test_a_right_password_is_no_failure(client: Client, user: User) -> None:
    sign_in(client)

    assert told("sign_in_failed") == []
    assert not FailureTally.objects.exists()


def test_a_wrong_code_is_a_failed_second_factor(client: Client, user: User) -> None:
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": SecondFactorAdapter().encrypt(totp.generate_totp_secret())},
    )
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    (event,) = told("sign_in_failed")
    assert (event["user"], event["step"]) == (str(user.public_id), "SECOND_FACTOR")


def test_a_wrong_password_before_a_change_of_settings_is_told_as_such(
    client: Client, user: User
) -> None:
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})

    assert told("sign_in_failed")[0]["confirming"] is True


def many(count: int, *, name: str = "nobody", first: int = 1) -> None:
    for number in range(first, first + count):
        failures.record(Failure(name, "192.0.2.7", number, Step.PASSWORD), at=NOW)


def test_of_one_name_and_address_ever_fewer_failures_are_events(user: User) -> None:
    many(40)

    assert [event["failures"] for event in told("sign_in_failed")] == [1, 2, 3, 4, 5, 8, 16, 32]
    assert FailureTally.objects.get().left_out == 32


def test_nobody_floods_the_ledger_with_ever_new_names(user: User) -> None:
    for number in range(failures.MOST_AN_HOUR + 20):
        many(1, name=f"name {number}")

    assert len(told("sign_in_failed")) == failures.MOST_AN_HOUR
    assert FailureTally.objects.get().left_out == 20


def test_in_the_next_hour_failures_are_events_again(user: User) -> None:
    FailureTally.objects.create(
        hour_at=NOW.replace(minute=0), recorded=failures.MOST_AN_HOUR, left_out=3
    )
    later = NOW + timedelta(hours=1)
    failures.record(Failure("nobody", None, 1, Step.PASSWORD), at=later)

    assert len(told("sign_in_failed")) == 1


def test_what_was_only_counted_is_told_once_the_hour_is_over(user: User) -> None:
    many(7)
    assert failures.close_hours(at=NOW + timedelta(hours=1)) == 0
    assert failures.close_hours(at=NOW + timedelta(hours=2)) == 1
    assert failures.close_hours(at=NOW + timedelta(hours=3)) == 0

    assert told("sign_in_failures_counted") == [
        {"hour": "2026-03-02T09:00:00+00:00", "recorded": 5, "left_out": 2}
    ]


def test_signing_out_is_an_event(client: Client, user: User) -> None:
    sign_in(client)
    client.post(reverse("account_logout"))

    assert told("signed_out") == [{"user": str(user.public_id), "why": "PERSON"}]


def test_signing_out_without_being_signed_in_is_no_event(client: Client) -> None:
    client.post(reverse("account_logout"))

    assert told("signed_out") == []


@pytest.mark.parametrize(("minutes", "steps", "why"), [(15, 1, "IDLE"), (10, 48, "TOO_LONG")])
def test_a_session_that_ended_by_itself_is_told_at_the_next_request(
    client: Client,
    user: User,
    clock: time_machine.Traveller,
    minutes: int,
    steps: int,
    why: str,
) -> None:
    sign_in(client)
    for _step in range(steps):
        clock.shift(timedelta(minutes=minutes))
        client.get(reverse("own_account"))

    assert told("signed_out") == [{"user": str(user.public_id), "why": why}]


def test_turning_the_second_factor_on_and_off_are_events(client: Client, user: User) -> None:
    sign_in(client)
    enrol(client)
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))

    for verb in ("second_factor_added", "recovery_codes_made", "second_factor_removed"):
        assert told(verb) == [{"user": str(user.public_id)}], verb


def test_a_wrong_first_code_turns_nothing_on(client: Client, user: User) -> None:
    sign_in(client)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert told("second_factor_added") == []


def test_without_its_event_the_second_factor_is_not_turned_on(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    monkeypatch.setattr(
        "mla.accounts.views.second_factor.record_second_factor", lambda **_said: 1 // 0
    )
    with pytest.raises(ZeroDivisionError):
        enrol(client)

    assert not Authenticator.objects.exists()


class TestLostSecondFactor:
    """A registrar takes it away; the person sets up another before anything else."""

    @pytest.fixture
    def person(self) -> User:
        person = User.objects.create_user(
            username="lost.phone", password=PASSWORD, roles=[Role.REGISTRAR]
        )
        for kind in ("totp", "recovery_codes"):
            Authenticator.objects.create(user=person, type=kind, data={})
        return person

    @pytest.fixture
    def registrar(self, client: Client, user: User) -> User:
        client.force_login(user)
        return user

    def post(self, client: Client, person: User, **changes: object) -> Any:
        form = {"once": "one click", "version": person.version} | changes
        return client.post(reverse("user_second_factor", args=[person.public_id]), form)

    def test_it_is_gone_and_on_the_ledger(
        self, client: Client, registrar: User, person: User
    ) -> None:
        self.post(client, person)
        person.refresh_from_db()

        assert person.must_enrol_second_factor
        assert not Authenticator.objects.filter(user=person).exists()
        event = Event.objects.get(verb="accounts.second_factor_reset")
        assert (event.actor, event.data) == (
            registrar,
            {"user": str(person.public_id), "factors": ["recovery_codes", "totp"]},
        )

    def test_the_person_can_open_nothing_until_another_is_set_up(
        self, client: Client, registrar: User, person: User
    ) -> None:
        self.post(client, person)
        own = Client()
        sign_in(own, name="lost.phone")

        before = own.get(reverse("users"))
        assert before.headers["Location"] == reverse("mfa_activate_totp")
        enrol(own)
        assert own.get(reverse("users")).status_code == 200
        person.refresh_from_db()
        assert not person.must_enrol_second_factor
        assert told("second_factor_added") == [{"user": str(person.public_id)}]

    def test_a_session_that_was_open_waits_too(
        self, client: Client, registrar: User, person: User
    ) -> None:
        own = Client()
        own.force_login(person)
        assert own.get(reverse("users")).status_code == 200
        self.post(client, person)

        assert own.get(reverse("users")).headers["Location"] == reverse("mfa_activate_totp")

    def test_nobody_resets_their_own(self, client: Client, registrar: User) -> None:
        Authenticator.objects.create(user=registrar, type="totp", data={})
        page = self.post(client, registrar)

        assert Authenticator.objects.filter(user=registrar).exists()
        assert told("second_factor_reset") == []
        assert b"Ask another registrar" in client.get(page.headers["Location"]).content

    def test_where_there_is_none_nothing_is_reset(
        self, client: Client, registrar: User, person: User
    ) -> None:
        Authenticator.objects.all().delete()
        self.post(client, person)
        person.refresh_from_db()

        assert not person.must_enrol_second_factor

    def test_a_page_that_is_out_of_date_resets_nothing(
        self, client: Client, registrar: User, person: User
    ) -> None:
        self.post(client, person, version=person.version + 1)

        assert Authenticator.objects.filter(user=person).count() == 2

    def test_only_a_registrar_finds_the_page(self, client: Client, person: User) -> None:
        client.force_login(User.objects.create_user(username="auditor", roles=[Role.AUDITOR]))

        assert self.post(client, person).status_code == 404

    @pytest.mark.parametrize(
        ("own", "words"),
        [(False, "For a lost telephone"), (True, "You cannot reset your own second factor")],
    )
    def test_the_page_offers_it_where_it_can_be_done(
        self, client: Client, registrar: User, person: User, own: bool, words: str
    ) -> None:
        Authenticator.objects.create(user=registrar, type="totp", data={})
        shown = registrar if own else person
        page = client.get(reverse("user", args=[shown.public_id])).content.decode()

        assert words in page
        assert (reverse("user_second_factor", args=[shown.public_id]) in page) is not own
