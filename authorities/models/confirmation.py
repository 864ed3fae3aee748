"""What authorities said when they were asked whether their entry is right, and when they were."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models.authority import Authority


class Means(models.TextChoices):
    """How an authority was asked, or answered."""

    LETTER = "LETTER", _("letter")
    EMAIL = "EMAIL", _("e-mail")
    TELEPHONE = "TELEPHONE", _("telephone")
    MEETING = "MEETING", _("meeting")
    OWN_PUBLICATION = "OWN_PUBLICATION", _("its own publication")


class _Exchange(models.Model):
    """One piece of the exchange with an authority about its entry. Rows are only added."""

    means = models.CharField(_("by what means"), max_length=16, choices=Means.choices)
    remark = models.TextField(_("remark"), blank=True, default="")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class Confirmation(_Exchange):
    """On `confirmed_on` the authority itself said that its entry is right.

    `confirmed_by` is an office or function, never a person's name. `entry_version` is the
    version of the entry that was found right.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.RESTRICT, related_name="confirmations"
    )
    confirmed_on = models.DateField(_("confirmed on"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=160)
    entry_version = models.PositiveIntegerField(_("version of the entry"))

    class Meta:
        ordering = ("-confirmed_on", "-pk")
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_by=""), name="confirmation_says_who_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(means__in=Means.values), name="confirmation_means_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.confirmed_on}"


class ConfirmationAsked(_Exchange):
    """On `asked_on` the authority was asked to confirm its entry."""

    authority = models.ForeignKey(Authority, on_delete=models.RESTRICT, related_name="asked")
    asked_on = models.DateField(_("asked on"))

    class Meta:
        ordering = ("-asked_on", "-pk")
        verbose_name = _("question about an entry")
        verbose_name_plural = _("questions about entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(means__in=Means.values), name="question_means_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.asked_on}"
