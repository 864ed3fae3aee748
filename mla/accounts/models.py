"""People who use the installation."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mla.accounts.roles import Role


class User(AbstractUser):
    """A person with roles, who works for one authority of the register.

    `authority` is empty only for registrars, who look after the register and the
    users and never see a case.
    """

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

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def has_role(self, *roles: str) -> bool:
        """True when the person holds at least one of these roles and is active."""
        return self.is_active and not set(roles).isdisjoint(self.roles)
