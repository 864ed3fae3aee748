"""One's own account."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mla.accounts import tokens as api_tokens
from mla.accounts.forms import TokenForm
from mla.accounts.frame import first_place
from mla.accounts.models import ApiToken
from mla.accounts.names import UnableToAcceptName
from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from mla.accounts.roles import Role


@policy("signed_in")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To where this person's work begins."""
    return HttpResponseRedirect(first_place(signed_in_user(request)))


@policy("signed_in")
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What the installation knows about the person, and what they may change themselves."""
    user = signed_in_user(request)
    labels = [Role(role).label for role in user.roles]
    return render(request, "accounts/own.html", {"person": user, "role_labels": labels})


@policy("tokens.own")
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one is shown once, on the answer to the form."""
    form = TokenForm(request.POST or None)
    if request.method != "POST":
        return _tokens_page(request, form)
    return post_once(request, at=timezone.now(), work=lambda: _issue(request, form))


def _issue(request: HttpRequest, form: TokenForm) -> Done | HttpResponse:
    if form.is_valid():
        try:
            row, token = api_tokens.issue_token(
                by=signed_in_user(request),
                at=timezone.now(),
                name=form.cleaned_data["name"],
                days=form.cleaned_data["days"],
            )
        except (api_tokens.UnableToIssueToken, UnableToAcceptName) as refusal:
            form.add_error(None, str(refusal))
        else:
            page = render(
                request,
                "accounts/secret.html",
                {
                    "title": _("Your new API token"),
                    "secret": token,
                    "what": row.name,
                    "until": row.expires_at,
                    "back": reverse("own_tokens"),
                    "kind": "token",
                },
            )
            return Done(page, then=reverse("own_tokens"))
    return _tokens_page(request, form)


def _tokens_page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    rows = api_tokens.tokens_of(signed_in_user(request))[:200]
    context = {"form": form, "rows": rows, "now": timezone.now()}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/tokens.html", context, status=status)


@policy("signed_in")
@require_POST
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The token stops working; a registrar may do it for others."""
    user = signed_in_user(request)
    rows = ApiToken.objects.select_related("user")
    if not user.has_role(Role.REGISTRAR):
        rows = rows.filter(user=user)
    token = rows.filter(public_id=public_id).first()
    if token is None:
        raise Http404
    try:
        api_tokens.revoke_token(by=user, at=timezone.now(), token=token)
    except api_tokens.NotAllowedToRevokeToken as refusal:
        raise Http404 from refusal
    messages.success(request, _("The token no longer works."))
    if token.user_id == user.pk:
        return HttpResponseRedirect(reverse("own_tokens"))
    return HttpResponseRedirect(reverse("user", args=[token.user.public_id]))
