"""The users page, one's own account, and the frame around every page."""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from authorities.models import Authority, State
from mla.accounts.models import User
from mla.accounts.roles import Role
from mla.ledger.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client: Client) -> User:
    user = User.objects.create_user(username="registrar", roles=[Role.REGISTRAR])
    client.force_login(user)
    return user


@pytest.fixture
def authority() -> Authority:
    state, _created = State.objects.get_or_create(code="JM", defaults={"name": "Jamaica"})
    return Authority.objects.create(state=state, institution="SPECIMEN central authority")


def filled(client: Client, address: str, **given: object) -> dict[str, object]:
    """What a browser sends back for the first form of the page that has a one-shot key."""
    html = client.get(address).content.decode()
    key = re.search(r'name="once" value="(\w+)"', html)
    assert key is not None
    version = re.search(r'name="version" value="(\d+)"', html)
    return {"once": key[1]} | ({"version": version[1]} if version else {}) | given


def test_a_registrar_creates_a_user_and_sees_the_password_once(
    client: Client, registrar: User, authority: Authority
) -> None:
    form = filled(
        client, reverse("user_new"), username="clerk", roles=["CLERK"], authority=authority.pk
    )
    first = client.post(reverse("user_new"), form)
    again = client.post(reverse("user_new"), form)

    user = User.objects.get(username="clerk")
    shown = re.search(r'id="secret">([^<]+)<', first.content.decode())
    assert shown is not None
    assert user.check_password(shown[1])
    assert again.headers["Location"] == reverse("user", args=[user.public_id])
    assert Event.objects.filter(verb="accounts.user_created").count() == 1


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    client: Client, registrar: User
) -> None:
    form = filled(client, reverse("user_new"), username="Clerk Kent", roles=["CLERK"])
    response = client.post(reverse("user_new"), form)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose the authority" in html or "A username has" in html
    assert "Clerk Kent" in html


def test_a_form_without_its_key_is_refused(client: Client, registrar: User) -> None:
    assert client.post(reverse("user_new"), {"username": "clerk"}).status_code == 400


def test_the_same_key_with_other_content_is_refused(
    client: Client, registrar: User, authority: Authority
) -> None:
    form = filled(
        client, reverse("user_new"), username="clerk", roles=["CLERK"], authority=authority.pk
    )
    client.post(reverse("user_new"), form)
    response = client.post(reverse("user_new"), form | {"username": "clerk2"})

    assert response.status_code == 422
    assert not User.objects.filter(username="clerk2").exists()


def test_unknown_fields_change_nothing(
    client: Client, registrar: User, authority: Authority
) -> None:
    form = filled(
        client,
        reverse("user_new"),
        username="clerk",
        roles=["CLERK"],
        authority=authority.pk,
        is_superuser="on",
        is_staff="on",
    )
    client.post(reverse("user_new"), form)

    user = User.objects.get(username="clerk")
    assert (user.is_superuser, user.is_staff) == (False, False)


def test_a_registrar_changes_roles(client: Client, registrar: User, authority: Authority) -> None:
    user = User.objects.create_user(username="clerk", roles=[Role.CLERK], authority=authority)
    address = reverse("user", args=[user.public_id])
    form = filled(client, address, roles=["SUPERVISOR"], authority=authority.pk)
    client.post(address, form)

    user.refresh_from_db()
    assert user.roles == ["SUPERVISOR"]


def test_a_stale_page_is_told_so(client: Client, registrar: User, authority: Authority) -> None:
    user = User.objects.create_user(username="clerk", roles=[Role.CLERK], authority=authority)
    address = reverse("user", args=[user.public_id])
    form = filled(client, address, roles=["SUPERVISOR"], authority=authority.pk)
    User.objects.filter(pk=user.pk).update(version=9)

    response = client.post(address, form)

    assert response.status_code == 422
    assert b"Somebody changed this user" in response.content


@pytest.mark.parametrize("act", ["user_disable", "user_password"])
def test_acts_on_a_user_are_done_once(client: Client, registrar: User, act: str) -> None:
    user = User.objects.create_user(username="other", roles=[Role.REGISTRAR])
    form = filled(client, reverse("user", args=[user.public_id]))
    for _click in range(2):
        client.post(reverse(act, args=[user.public_id]), form)

    user.refresh_from_db()
    assert user.version == 2


@pytest.mark.parametrize(
    ("act", "before", "said"),
    [
        ("user_disable", True, "The user is disabled."),
        ("user_enable", False, "The user can sign in again."),
        ("user_second_factor", True, "The second factor is reset."),
    ],
)
def test_each_button_does_its_own_act_and_says_so(
    client: Client, registrar: User, act: str, before: bool, said: str
) -> None:
    user = User.objects.create_user(username="other", roles=[Role.REGISTRAR], is_active=before)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    form = filled(client, reverse("user", args=[user.public_id]))
    response = client.post(reverse(act, args=[user.public_id]), form, follow=True)

    user.refresh_from_db()
    assert said in response.content.decode()
    assert user.is_active is (act != "user_disable")


def test_a_refusal_is_told_on_the_page(client: Client, registrar: User) -> None:
    form = filled(client, reverse("user", args=[registrar.public_id]))
    response = client.post(reverse("user_disable", args=[registrar.public_id]), form, follow=True)

    assert b"You cannot disable yourself" in response.content


def test_the_list_runs_the_same_queries_for_few_and_many(
    client: Client,
    registrar: User,
    authority: Authority,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    User.objects.bulk_create(
        User(username=f"p{number:03}", roles=["CLERK"], authority=authority) for number in range(60)
    )
    client.get(reverse("users"))
    with django_assert_num_queries(3):
        response = client.get(reverse("users"))

    assert b"?after=" in response.content


def test_a_person_issues_a_token_and_revokes_it(client: Client, registrar: User) -> None:
    form = filled(client, reverse("own_tokens"), name="statistics", days="30")
    shown = client.post(reverse("own_tokens"), form)
    token = registrar.api_tokens.get()
    client.post(reverse("revoke_token", args=[token.public_id]))

    token.refresh_from_db()
    assert f"mla_{token.prefix}_".encode() in shown.content
    assert token.revoked_by == registrar


def test_a_token_of_another_person_is_absent(client: Client, registrar: User) -> None:
    client.post(reverse("own_tokens"), filled(client, reverse("own_tokens"), name="x", days="30"))
    token = registrar.api_tokens.get()
    other = Client()
    other.force_login(User.objects.create_user(username="clerk", roles=[Role.CLERK]))

    assert other.post(reverse("revoke_token", args=[token.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["home", "own_account", "own_tokens", "users", "user_new"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_pages_say_their_language_and_direction(
    client: Client, registrar: User, name: str, language: str
) -> None:
    response = client.get(reverse(name), headers={"accept-language": language}, follow=True)

    direction = "rtl" if language == "ar" else "ltr"
    sheet = "bootstrap.rtl.min" if language == "ar" else "bootstrap.min"
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()
    assert sheet in response.content.decode()


def test_the_language_stays_after_choosing_it(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "ar", "next": "/sign-in/"})

    assert b'dir="rtl"' in client.get("/sign-in/").content


def test_a_registrar_sees_no_worklist_in_the_navigation(client: Client, registrar: User) -> None:
    html = client.get(reverse("users")).content.decode()

    assert f'<a href="{reverse("users")}" aria-current="true">' in html
    assert "Worklist" not in html


def templates() -> list[Path]:
    """The templates of pages; letters are drawn to PDF and never served as HTML."""
    root = settings.BASE_DIR / "templates"
    return sorted(path for path in root.rglob("*.html") if root / "letters" not in path.parents)


@pytest.mark.parametrize("template", templates(), ids=lambda path: path.name)
def test_no_template_needs_a_loophole_in_the_content_policy(template: Path) -> None:
    text = template.read_text()

    assert not re.search(r"<[^>]+\sstyle=", text), "style attribute"
    assert not re.search(r"<style\b", text), "style element"
    assert not re.search(r"<[^>]+\son\w+=", text), "event attribute"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text), "file from elsewhere"
