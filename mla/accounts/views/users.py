"""The users page of the registrars."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mla.accounts import operations, queries
from mla.accounts.forms import ChangeUserForm, NewUserForm, VersionForm
from mla.accounts.models import User
from mla.accounts.names import UnableToAcceptName
from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from mla.accounts.tokens import tokens_of

REFUSALS = (
    operations.NotAllowedToManageUsers,
    operations.UnableToSaveUser,
    UnableToAcceptName,
)


@policy("users.manage")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """All people of the installation, by username, 50 a page."""
    page = queries.people_page(
        seen_by=signed_in_user(request),
        after=_uuid(request.GET.get("after")),
        before=_uuid(request.GET.get("before")),
    )
    context = {
        "page": page,
        "newer": f"?before={page.before}" if page.before else "",
        "older": f"?after={page.after}" if page.after else "",
    }
    return render(request, "accounts/users.html", context)


@policy("users.manage")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new person; the one-time password is shown once, on the answer to the form."""
    form = NewUserForm(request.POST or None)
    if request.method != "POST":
        return _form_page(request, form, None)
    return post_once(request, at=timezone.now(), work=lambda: _create(request, form))


def _create(request: HttpRequest, form: NewUserForm) -> Done | HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        try:
            user, password = operations.create_user(
                by=signed_in_user(request),
                at=timezone.now(),
                username=given["username"],
                full_name=given["full_name"],
                email=given["email"],
                roles=given["roles"],
                authority=given["authority"],
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return _secret(request, user, password)
    return _form_page(request, form, None)


@policy("users.manage")
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: what is known, and what a registrar may change."""
    user = _person(request, public_id)
    if request.method == "POST":
        form = ChangeUserForm(request.POST)
        return post_once(request, at=timezone.now(), work=lambda: _change(request, user, form))
    return _form_page(request, ChangeUserForm(initial=_initial(user)), user)


def _change(request: HttpRequest, user: User, form: ChangeUserForm) -> Done | HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.change_user(
                by=signed_in_user(request),
                at=timezone.now(),
                user=user,
                version=given["version"],
                full_name=given["full_name"],
                email=given["email"],
                roles=given["roles"],
                authority=given["authority"],
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It holds from the person's next request on."))
            return _to(user)
    return _form_page(request, form, user)


@policy("users.manage")
@require_POST
def new_password(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new one-time password, shown once."""
    user = _person(request, public_id)

    def act(version: int) -> Done:
        password = operations.issue_one_time_password(
            by=signed_in_user(request), at=timezone.now(), user=user, version=version
        )
        return _secret(request, User.objects.get(pk=user.pk), password)

    return _act(request, user, act)


@policy("users.manage")
@require_POST
def reset_second_factor(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The person sets up another second factor at the next sign-in."""
    said = _("The second factor is reset. At the next sign-in another is set up.")
    return _press(request, public_id, operations.reset_second_factor, said)


@policy("users.manage")
@require_POST
def disable(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The person is shut out at once."""
    return _press(request, public_id, operations.disable_user, _("The user is disabled."))


@policy("users.manage")
@require_POST
def enable(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The person may sign in again."""
    return _press(request, public_id, operations.enable_user, _("The user can sign in again."))


def _press(
    request: HttpRequest, public_id: UUID, operation: Callable[..., object], said: str
) -> HttpResponse:
    """The operation is carried out on that person, and the person's page says so."""
    user = _person(request, public_id)

    def act(version: int) -> Done:
        operation(by=signed_in_user(request), at=timezone.now(), user=user, version=version)
        messages.success(request, said)
        return _to(user)

    return _act(request, user, act)


def _act(request: HttpRequest, user: User, act: Callable[[int], Done]) -> HttpResponse:
    """One act on the version that the page showed; a refusal is told on the person's page."""

    def work() -> Done | HttpResponse:
        form = VersionForm(request.POST)
        if not form.is_valid():
            refusal = _("The form does not say which version of the user it means. Reload it.")
        else:
            try:
                return act(form.cleaned_data["version"])
            except REFUSALS as refused:
                refusal = str(refused)
        messages.error(request, refusal)
        return _to(user).response

    return post_once(request, at=timezone.now(), work=work)


def _person(request: HttpRequest, public_id: UUID) -> User:
    try:
        return queries.user_by_public_id(public_id, seen_by=signed_in_user(request))
    except User.DoesNotExist as absent:
        raise Http404 from absent


def _initial(user: User) -> dict[str, object]:
    return {
        "full_name": user.get_full_name(),
        "email": user.email,
        "roles": user.roles,
        "authority": user.authority,
        "version": user.version,
    }


def _form_page(
    request: HttpRequest, form: NewUserForm | ChangeUserForm, person: User | None
) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "tokens": tokens_of(person)[:50] if person else [],
        "has_second_factor": queries.has_second_factor(person) if person else False,
        "now": timezone.now(),
    }
    template = "accounts/user.html" if person else "accounts/user_new.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _secret(request: HttpRequest, user: User, password: str) -> Done:
    page = render(
        request,
        "accounts/secret.html",
        {
            "title": _("One-time password"),
            "secret": password,
            "what": user.username,
            "until": user.one_time_password_until_at,
            "back": reverse("user", args=[user.public_id]),
            "kind": "password",
        },
    )
    return Done(page, then=reverse("user", args=[user.public_id]))


def _to(user: User) -> Done:
    url = reverse("user", args=[user.public_id])
    return Done(HttpResponseRedirect(url), then=url)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error
