"""Deny by default: every address says who may open it, and hidden is the same as absent."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, path, reverse

from mla.accounts.errors import answer
from mla.accounts.middleware.headers import HEADERS
from mla.accounts.middleware.policies import ViewWithoutPolicyError
from mla.accounts.models import User
from mla.accounts.policies import OPEN_BEFORE_PASSWORD_CHANGE, POLICIES, VIEWS_OF_OTHERS
from mla.accounts.policy import policy, rule_for
from mla.accounts.roles import Role


def every_address(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from every_address(entry, inner, whole)
        else:
            yield whole, entry, namespaces


ADDRESSES = list(every_address(get_resolver()))


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[0] or "(root)")
def test_every_address_declares_a_policy(
    address: tuple[str, URLPattern, tuple[str, ...]],
) -> None:
    route, entry, namespaces = address
    match = ResolverMatch(
        entry.callback,
        (),
        {},
        entry.name,
        None,
        list(namespaces),
        route,
    )

    assert rule_for(entry.callback, match) is not None, f"{route} declares no policy"


def test_exempted_names_exist() -> None:
    known = {entry.name for _route, entry, namespaces in ADDRESSES if not namespaces}
    named = set(VIEWS_OF_OTHERS) | set(OPEN_BEFORE_PASSWORD_CHANGE)

    assert named <= known


def test_a_policy_that_is_not_in_the_table_cannot_be_declared() -> None:
    with pytest.raises(Exception, match="no policy 'nonsense'"):
        policy("nonsense")


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_names_somebody(name: str) -> None:
    assert POLICIES[name]


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody sees this")


urlpatterns = [path("undeclared/", undeclared, name="undeclared")]
handler404 = "mla.accounts.errors.not_found"


@pytest.mark.urls(__name__)
def test_a_view_without_a_policy_fails_the_tests(client: Client) -> None:
    with pytest.raises(ViewWithoutPolicyError):
        client.get("/undeclared/")


@pytest.mark.urls(__name__)
@override_settings(MLA_STRICT_POLICIES=False)
def test_a_view_without_a_policy_is_absent_in_production(client: Client) -> None:
    assert client.get("/undeclared/").status_code == 404


ONLY_FOR = [
    (name, roles) for name, roles in (("users", {Role.REGISTRAR}), ("user_new", {Role.REGISTRAR}))
]


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(("name", "roles"), ONLY_FOR)
def test_only_the_named_roles_open_a_page(
    client: Client, role: str, name: str, roles: set[Role]
) -> None:
    client.force_login(User.objects.create_user(username="someone", roles=[role]))

    assert (client.get(reverse(name)).status_code == 200) == (role in roles)


@pytest.mark.django_db
def test_hidden_is_the_same_as_absent(client: Client) -> None:
    other = User.objects.create_user(username="other", roles=[Role.CLERK])
    client.force_login(User.objects.create_user(username="clerk", roles=[Role.CLERK]))
    hidden = client.get(reverse("user", args=[other.public_id]))
    absent = client.get(reverse("user", args=[uuid4()]))
    nowhere = client.get("/there/is/no/such/page/")

    assert hidden.status_code == absent.status_code == nowhere.status_code == 404
    assert hidden.content == absent.content == nowhere.content
    assert dict(hidden.headers) == dict(absent.headers) == dict(nowhere.headers)


@pytest.mark.django_db
def test_nobody_signed_in_goes_to_the_sign_in_page_and_back(client: Client) -> None:
    response = client.get(reverse("users"), {"after": "x"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/users/%3Fafter%3Dx"


@pytest.mark.django_db
def test_a_fragment_request_without_session_reloads_the_whole_page(client: Client) -> None:
    response = client.get(reverse("users"), headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == reverse("account_login")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/sign-in/"),
        ("get", "/users/"),
        ("get", "/nowhere/"),
        ("post", "/account/"),
        ("get", "/healthz"),
        ("get", "/static/css/app.css"),
        ("get", "/static/nothing.css"),
    ],
)
def test_every_answer_carries_the_headers(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    response.close()

    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.django_db
def test_a_refused_host_is_answered_with_the_headers(client: Client) -> None:
    response = client.get("/sign-in/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_the_policy_for_scripts_and_styles_has_no_loophole() -> None:
    said = HEADERS["Content-Security-Policy"]

    assert "unsafe" not in said
    assert "frame-ancestors 'none'" in said


@pytest.mark.django_db
def test_no_page_is_kept_by_the_browser(client: Client) -> None:
    client.force_login(User.objects.create_user(username="r", roles=[Role.REGISTRAR]))

    assert client.get(reverse("users")).headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_form_of_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user(username="r", roles=[Role.REGISTRAR]))

    response = client.post(reverse("user_new"), {"username": "abc"})

    assert response.status_code == 403
    assert b"The form was not accepted" in response.content


@pytest.mark.django_db
def test_a_refused_method_is_answered_with_a_page(client: Client) -> None:
    client.force_login(User.objects.create_user(username="r", roles=[Role.REGISTRAR]))

    response = client.post(reverse("users"))

    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert b"does not take that kind of request" in response.content


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_answered_with_a_page(client: Client) -> None:
    client.force_login(User.objects.create_user(username="r", roles=[Role.REGISTRAR]))

    response = client.get("/no/such/place/")

    assert response.status_code == 404
    assert b"There is no such page" in response.content


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422, 429, 500])
def test_every_error_page_says_what_to_do(status: int) -> None:
    response = answer(RequestFactory().get("/"), status)

    assert response.status_code == status
    assert b"<h1>" in response.content
