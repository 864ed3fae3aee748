"""Sign-ins for a demonstration, and the first user of an installation."""

import json
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import override_settings

from authorities.models import Authority, AuthorityRole, State
from mla.accounts.models import User
from mla.accounts.roles import Role
from mla.ledger.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def central() -> Authority:
    state, _created = State.objects.get_or_create(code="JM", defaults={"name": "Jamaica"})
    authority = Authority.objects.create(state=state, institution="SPECIMEN central authority")
    AuthorityRole.objects.create(authority=authority, role="CENTRAL_AUTHORITY")
    return authority


def output(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def sign_ins(*arguments: str) -> list[dict[str, Any]]:
    with override_settings(MLA_DEMO=True):
        made: list[dict[str, Any]] = json.loads(output("demo_signins", "--json", *arguments))
    return made


def test_a_demonstration_has_somebody_for_every_role(central: Authority) -> None:
    assert {made["role"] for made in sign_ins()} == set(Role.values)


def test_demonstration_passwords_work_without_being_changed(central: Authority) -> None:
    for made in sign_ins():
        user = User.objects.get(username=made["username"])
        assert user.check_password(made["password"])
        assert not user.must_change_password


def test_the_officer_works_for_an_executing_authority_of_the_home_state(
    central: Authority,
) -> None:
    sign_ins()

    employer = User.objects.get(username="officer").authority
    assert employer is not None
    assert employer.roles.get().role == "EXECUTING_AUTHORITY"
    assert (employer.state_id, employer.is_specimen) == ("JM", True)


def test_a_second_call_changes_nothing_and_says_so(central: Authority) -> None:
    first = sign_ins()
    before = Event.objects.count()
    with override_settings(MLA_DEMO=True):
        said = output("demo_signins")

    assert "exist" in said
    assert Event.objects.count() == before
    assert User.objects.get(username="clerk").check_password(first[0]["password"])


def test_fresh_gives_new_passwords(central: Authority) -> None:
    first = {made["username"]: made["password"] for made in sign_ins()}
    second = {made["username"]: made["password"] for made in sign_ins("--fresh")}

    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


@override_settings(MLA_DEMO=False)
def test_outside_a_demonstration_it_refuses(central: Authority) -> None:
    with pytest.raises(CommandError, match="only in a demonstration"):
        output("demo_signins")

    assert not User.objects.filter(username="clerk").exists()


@override_settings(MLA_DEMO=True)
def test_without_a_register_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="Load the register"):
        output("demo_signins")


def test_the_first_registrar_is_made_from_the_command_line() -> None:
    said = output("create_user", "--username", "first", "--role", "REGISTRAR")

    password = said.split()[1]
    assert User.objects.get(username="first").check_password(password)


def test_a_clerk_is_made_for_an_authority(central: Authority) -> None:
    output(
        "create_user", "--username", "clerk.a", "--role", "CLERK",
        "--authority", str(central.public_id),
    )  # fmt: skip

    assert User.objects.get(username="clerk.a").authority == central


def test_a_refused_user_is_told_why() -> None:
    with pytest.raises(CommandError, match="Choose the authority"):
        output("create_user", "--username", "clerk.a", "--role", "CLERK")


def person_with_a_factor() -> User:
    person = User.objects.create_user(username="lost.phone", roles=[Role.REGISTRAR])
    Authenticator.objects.create(user=person, type="totp", data={})
    return person


def test_the_last_registrar_gets_a_new_second_factor_by_command() -> None:
    person = person_with_a_factor()
    said = output("reset_second_factor", "--username", "lost.phone")
    person.refresh_from_db()

    assert "sets up another" in said
    assert person.must_enrol_second_factor
    assert Event.objects.get(verb="accounts.second_factor_reset").actor_name == "system"


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("lost.phone", "Ask another registrar"),
        ("clerk", "Only a registrar"),
        ("nobody", "no active user called nobody"),
    ],
)
def test_a_reset_that_is_refused_says_why(by: str, reason: str) -> None:
    person = person_with_a_factor()
    User.objects.create_user(username="clerk", roles=[Role.CLERK])
    with pytest.raises(CommandError, match=reason):
        output("reset_second_factor", "--username", "lost.phone", "--as", by)

    assert Authenticator.objects.filter(user=person).exists()
