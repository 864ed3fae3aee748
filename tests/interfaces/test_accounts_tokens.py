"""A token acts as its holder, until it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from mla.accounts import tokens
from mla.accounts.models import ApiToken, User
from mla.accounts.roles import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def auditor() -> User:
    return User.objects.create_user(username="auditor", roles=[Role.AUDITOR])


def issue(holder: User) -> tuple[ApiToken, str]:
    return tokens.issue_token(by=holder, at=NOW, name="statistics", days=30)


def test_a_token_leads_to_its_holder(auditor: User) -> None:
    _row, token = issue(auditor)

    assert tokens.user_for(token, at=NOW) == auditor


def test_the_database_does_not_know_the_token(auditor: User) -> None:
    row, token = issue(auditor)

    assert token not in str(ApiToken.objects.filter(pk=row.pk).values().get())


def test_roles_are_those_of_now(auditor: User) -> None:
    _row, token = issue(auditor)
    User.objects.filter(pk=auditor.pk).update(roles=[Role.CLERK])

    holder = tokens.user_for(token, at=NOW)

    assert holder is not None
    assert not holder.has_role(Role.AUDITOR)


@pytest.mark.parametrize(
    "spoil", ["", "mla_", "mla_000000000000_" + "a" * 43, "\ud800", "x" * 9999]
)
def test_nonsense_leads_to_nobody(auditor: User, spoil: str) -> None:
    issue(auditor)

    assert tokens.user_for(spoil, at=NOW) is None


def test_the_right_prefix_with_another_secret_leads_to_nobody(auditor: User) -> None:
    row, _token = issue(auditor)

    assert tokens.user_for(f"mla_{row.prefix}_{'a' * 43}", at=NOW) is None


def test_a_token_ends(auditor: User) -> None:
    _row, token = issue(auditor)

    assert tokens.user_for(token, at=NOW + timedelta(days=30)) is None


def test_a_revoked_token_leads_to_nobody(auditor: User) -> None:
    row, token = issue(auditor)
    tokens.revoke_token(by=auditor, at=NOW, token=row)

    assert tokens.user_for(token, at=NOW) is None


def test_the_token_of_a_disabled_holder_leads_to_nobody(auditor: User) -> None:
    _row, token = issue(auditor)
    User.objects.filter(pk=auditor.pk).update(is_active=False)

    assert tokens.user_for(token, at=NOW) is None


def test_a_stranger_cannot_revoke(auditor: User) -> None:
    row, _token = issue(auditor)
    stranger = User.objects.create_user(username="stranger", roles=[Role.AUDITOR])

    with pytest.raises(tokens.NotAllowedToRevokeToken):
        tokens.revoke_token(by=stranger, at=NOW, token=row)


def test_a_one_time_password_earns_no_token(auditor: User) -> None:
    auditor.must_change_password = True

    with pytest.raises(tokens.UnableToIssueToken):
        issue(auditor)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lives_from_one_day_to_a_year(auditor: User, days: int) -> None:
    with pytest.raises(tokens.UnableToIssueToken):
        tokens.issue_token(by=auditor, at=NOW, name="x", days=days)


def test_last_use_moves_at_most_once_an_hour(auditor: User) -> None:
    row, token = issue(auditor)
    tokens.user_for(token, at=NOW)
    tokens.user_for(token, at=NOW + timedelta(minutes=59))
    row.refresh_from_db()

    assert row.last_used_at == NOW
