"""People who use the installation."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mla.accounts.roles import Role


class User(AbstractUser):
    """A person with roles, who works for one authority of the register.

    `authority` is empty only for registrars, who look after the register and the
    users and never see a case, and for the installation itself (the system user).
    Disabling or changing roles acts on the person's next request, because the row is
    read again on each one.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    roles = ArrayField(
        models.CharField(max_length=24, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    authority = models.ForeignKey(
        "authorities.Authority",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="people",
        verbose_name=_("authority"),
    )
    must_change_password = models.BooleanField(
        _("must choose a new password at the next sign-in"), default=False
    )
    one_time_password_until_at = models.DateTimeField(
        _("one-time password ends"), null=True, blank=True
    )
    must_enrol_second_factor = models.BooleanField(
        _("must set up a second factor before anything else"), default=False
    )
    disabled_at = models.DateTimeField(_("disabled"), null=True, blank=True)
    disabled_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("disabled by"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="user_roles_are_known", condition=Q(roles__contained_by=Role.values)
            ),
            models.CheckConstraint(
                name="user_disabled_by_whom_and_when",
                condition=Q(disabled_at__isnull=True, disabled_by__isnull=True)
                | Q(disabled_at__isnull=False, disabled_by__isnull=False, is_active=False),
            ),
        ]

    def has_role(self, *roles: str) -> bool:
        """True when the person holds at least one of these roles and is active."""
        return self.is_active and not set(roles).isdisjoint(self.roles)

    @property
    def label(self) -> str:
        """The person's name where one is known, else the username."""
        return self.get_full_name() or self.username
