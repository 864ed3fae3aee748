"""What people may fill in. Fields are listed one by one; nothing else is read."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mla.accounts import attempts
from mla.accounts.adapters import AccountAdapter, admit_or_refuse
from mla.accounts.failures import Failure, Step
from mla.accounts.failures import record as record_failure
from mla.accounts.models import User
from mla.accounts.queries import authorities_of_this_state
from mla.accounts.roles import Role
from mla.accounts.tokens import MOST_DAYS


class UserForm(forms.Form):
    """Roles, authority, name and address of a person."""

    full_name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("As colleagues should see it. Left empty, the username is shown."),
    )
    email = forms.EmailField(
        label=_("Official e-mail address"),
        required=False,
        help_text=_("For notices with a reference and a link, never case data."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    authority = forms.ModelChoiceField(
        label=_("Authority"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("None (registrars only)"),
        help_text=_("The authority of the home State that the person works for."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = authorities_of_this_state()


class NewUserForm(UserForm):
    """A new person."""

    field_order = ("username", "full_name", "email", "roles", "authority")
    username = forms.CharField(
        label=_("Username"),
        min_length=3,
        max_length=64,
        help_text=_("Small Latin letters, digits, dots, hyphens or underscores. It stays."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class ChangeUserForm(UserForm):
    """An existing person, as the page showed them."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """An act on what the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TokenForm(forms.Form):
    """A new API token of one's own."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example the name of the program that will use it."),
    )
    days = forms.IntegerField(
        label=_("Days until it ends"), min_value=1, max_value=MOST_DAYS, initial=90
    )


class _OnceOnly:
    """A code is taken once, and guessing is slowed down per person and address."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        adapter = get_adapter()
        assert isinstance(adapter, AccountAdapter)
        name = f"second factor of {self.user.pk}"
        address = adapter.address_of(adapter.request)
        failures = admit_or_refuse(name=name, address=address)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP:
                _take(self.authenticator, code)
        except ValidationError:
            confirming = isinstance(self, ReauthenticateForm)
            failure = Failure(
                self.user.username, address, failures + 1, Step.SECOND_FACTOR, confirming
            )
            record_failure(failure, at=timezone.now())
            raise
        attempts.succeeded(name=name, address=address, at=timezone.now())
        return code


class SecondFactorForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class SecondFactorAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]
    """The code before a change of one's own security settings."""


def _take(authenticator: Authenticator, code: str) -> None:
    """This code and all before it are used up (RFC 6238, section 5.2).

    Raises ValidationError when it was used before, in whichever process.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = decrypt(row.data["secret"])
        matching = [
            counter
            for counter in totp.yield_hotp_counters_from_time()
            if totp.format_hotp_value(totp.hotp_value(secret, counter)) == code.strip()
        ]
        last = row.data.get("last_counter", -1)
        fresh = [counter for counter in matching if counter > last]
        if not fresh:
            raise ValidationError(get_mfa_adapter().error_messages["incorrect_code"])
        row.data = {**row.data, "last_counter": min(fresh)}
        row.save(update_fields=["data"])
        authenticator.data = row.data
