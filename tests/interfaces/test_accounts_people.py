"""Registrars look after users; every change stands in the ledger."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from authorities.models import Authority, State
from mla.accounts import operations, queries
from mla.accounts.models import User
from mla.accounts.names import UnableToAcceptName, clean_name
from mla.accounts.roles import Role
from mla.ledger.models import Event

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def authority() -> Authority:
    state, _created = State.objects.get_or_create(code="JM", defaults={"name": "Jamaica"})
    return Authority.objects.create(state=state, institution="SPECIMEN central authority")


@pytest.fixture
def registrar() -> User:
    return User.objects.create_user(username="registrar", roles=[Role.REGISTRAR])


def new_clerk(registrar: User, employer: Authority, **changed: object) -> tuple[User, str]:
    given = {"username": "clerk.one", "roles": [Role.CLERK], "authority": employer} | changed
    return operations.create_user(by=registrar, at=NOW, **given)  # type: ignore[arg-type]


def test_a_registrar_creates_a_user_with_a_one_time_password(
    registrar: User, authority: Authority
) -> None:
    user, password = new_clerk(registrar, authority)

    assert user.check_password(password)
    assert user.must_change_password
    assert user.one_time_password_until_at == NOW + timedelta(hours=72)


def test_creating_a_user_is_one_event_without_the_password(
    registrar: User, authority: Authority
) -> None:
    user, password = new_clerk(registrar, authority)

    event = Event.objects.get(chain="house")
    assert (event.verb, event.actor) == ("accounts.user_created", registrar)
    assert event.data["user"] == str(user.public_id)
    assert password not in str(event.data)


def test_a_clerk_creates_nobody(registrar: User, authority: Authority) -> None:
    clerk, _password = new_clerk(registrar, authority)

    with pytest.raises(operations.NotAllowedToManageUsers):
        operations.create_user(
            by=clerk, at=NOW, username="another", roles=[Role.CLERK], authority=authority
        )


def test_a_disabled_registrar_creates_nobody(registrar: User, authority: Authority) -> None:
    registrar.is_active = False

    with pytest.raises(operations.NotAllowedToManageUsers):
        new_clerk(registrar, authority)


@pytest.mark.parametrize(
    "changed",
    [
        {"username": "x"},
        {"username": "a b c"},
        {"username": "clérk"},
        {"username": "system"},
        {"roles": []},
        {"roles": ["KING"]},
        {"authority": None},
    ],
)
def test_a_user_that_makes_no_sense_is_refused(
    registrar: User, authority: Authority, changed: dict[str, object]
) -> None:
    with pytest.raises(operations.UnableToSaveUser):
        new_clerk(registrar, authority, **changed)

    assert not Event.objects.exists()


def test_an_authority_of_another_state_employs_nobody_here(
    registrar: User, authority: Authority
) -> None:
    abroad = Authority.objects.create(
        state=State.objects.get_or_create(code="BB", defaults={"name": "Barbados"})[0],
        institution="SPECIMEN abroad",
    )

    with pytest.raises(operations.UnableToSaveUser):
        new_clerk(registrar, authority, authority=abroad)


def test_a_registrar_may_be_without_an_authority(registrar: User) -> None:
    user, _password = operations.create_user(
        by=registrar, at=NOW, username="second", roles=[Role.REGISTRAR], authority=None
    )

    assert user.authority is None


def test_nobody_changes_their_own_roles(registrar: User, authority: Authority) -> None:
    with pytest.raises(operations.UnableToSaveUser, match="own roles"):
        operations.change_user(
            by=registrar,
            at=NOW,
            user=registrar,
            version=registrar.version,
            roles=[Role.REGISTRAR, Role.SUPERVISOR],
            authority=authority,
            full_name="",
            email="",
        )


def test_a_stale_page_changes_nothing(registrar: User, authority: Authority) -> None:
    user, _password = new_clerk(registrar, authority)
    operations.disable_user(by=registrar, at=NOW, user=user, version=user.version)

    with pytest.raises(operations.UnableToSaveStaleUser):
        operations.enable_user(by=registrar, at=NOW, user=user, version=user.version)


def test_disabling_says_who_and_when(registrar: User, authority: Authority) -> None:
    user, _password = new_clerk(registrar, authority)

    found = operations.disable_user(by=registrar, at=NOW, user=user, version=user.version)

    assert (found.is_active, found.disabled_by, found.disabled_at) == (False, registrar, NOW)


def test_a_registrar_cannot_disable_themselves(registrar: User) -> None:
    with pytest.raises(operations.UnableToSaveUser):
        operations.disable_user(by=registrar, at=NOW, user=registrar, version=registrar.version)


def test_a_new_one_time_password_replaces_the_old_one(
    registrar: User, authority: Authority
) -> None:
    user, old = new_clerk(registrar, authority)

    new = operations.issue_one_time_password(by=registrar, at=NOW, user=user, version=user.version)

    user.refresh_from_db()
    assert (user.check_password(new), user.check_password(old)) == (True, False)


def test_the_database_refuses_disabled_without_by_whom(registrar: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=registrar.pk).update(is_active=False, disabled_at=NOW)


def test_the_database_refuses_an_unknown_role(registrar: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=registrar.pk).update(roles=["KING"])


def test_the_system_user_is_there_and_cannot_sign_in() -> None:
    system = queries.system_user()

    assert not system.is_active
    assert not system.has_usable_password()


def test_the_system_user_is_found_again_after_its_row_was_made_anew() -> None:
    first = queries.system_user()
    User.objects.filter(pk=first.pk).delete()
    second = User.objects.create(username="system", is_active=False, password="!")

    assert queries.system_user() == second


def test_a_clerk_sees_only_themselves(registrar: User, authority: Authority) -> None:
    clerk, _password = new_clerk(registrar, authority)

    assert list(queries.visible_users(clerk)) == [clerk]


def test_a_registrar_sees_everybody_but_the_system(registrar: User, authority: Authority) -> None:
    clerk, _password = new_clerk(registrar, authority)

    assert set(queries.visible_users(registrar)) == {registrar, clerk}


def test_pages_of_people_meet_without_gap_or_overlap(registrar: User) -> None:
    User.objects.bulk_create(User(username=f"person-{number:02}") for number in range(7))
    first = queries.people_page(seen_by=registrar, size=3)
    second = queries.people_page(seen_by=registrar, size=3, after=first.after)
    third = queries.people_page(seen_by=registrar, size=3, after=second.after)
    back = queries.people_page(seen_by=registrar, size=3, before=third.before)

    names = [user.username for page in (first, second, third) for user in page.rows]
    assert names == sorted(names)
    assert len(names) == 8
    assert back.rows == second.rows
    assert (first.before, third.after) == (None, None)


@pytest.mark.parametrize("name", ["a\u202eb", "a\u200bb", "a\x00b", "\ud800", "x" * 151])
def test_names_that_hide_something_are_refused(name: str) -> None:
    with pytest.raises(UnableToAcceptName):
        clean_name(name)


def test_names_of_all_scripts_are_kept_in_one_form() -> None:
    assert (
        clean_name("  Jose\u0301  \u0645\u062d\u0645\u062f ")
        == "Jos\u00e9 \u0645\u062d\u0645\u062f"
    )
