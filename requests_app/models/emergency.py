"""What an emergency leaves behind: uses of the fast path, what is made up for, accounts of use."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices


class EmergencyUse(models.Model):
    """One use of the duty desk's fast path, and what the supervisor found afterwards."""

    class Finding(models.TextChoices):
        """Whether the fast path was the right one."""

        JUSTIFIED = "JUSTIFIED", _("The fast path was justified")
        NOT_JUSTIFIED = "NOT_JUSTIFIED", _("The fast path was not justified")

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="emergency_uses"
    )
    action = models.CharField(_("action"), max_length=40)
    used_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    used_at = models.DateTimeField(_("used at"))
    finding = models.CharField(_("finding"), max_length=16, choices=Finding.choices, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    reviewed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("use of the fast path")
        verbose_name_plural = _("uses of the fast path")
        ordering = ("request", "id")
        constraints = (
            choices.together("reviewed_by", "reviewed_at", "fast_path_reviewed_by_and_at"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, finding="")
                | (
                    Q(reviewed_at__isnull=False, finding__in=["JUSTIFIED", "NOT_JUSTIFIED"])
                    & ~Q(reasons="")
                ),
                name="fast_path_review_has_finding_and_reasons",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("used_by")),
                name="fast_path_reviewed_by_another_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.request_id}"


class FollowUp(models.Model):
    """What came after an emergency because the requested State asks for it, once.

    `kind` is the row of the instrument that asked for it.
    """

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="follow_ups"
    )
    kind = models.CharField(_("asked for by"), max_length=60)
    came_on = models.DateField(_("came on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("follow-up of an emergency")
        verbose_name_plural = _("follow-ups of emergencies")
        ordering = ("request", "id")
        constraints = (
            models.UniqueConstraint(fields=("request", "kind"), name="follow_up_comes_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class UseEnquiry(models.Model):
    """The requested State asks how data given in an emergency were used, and the account."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="use_enquiries"
    )
    question = models.TextField(_("question"))
    asked_on = models.DateField(_("asked on"))
    account = models.TextField(_("account"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("enquiry about use")
        verbose_name_plural = _("enquiries about use")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, account="")
                | (Q(answered_on__isnull=False) & ~Q(account="")),
                name="use_answered_has_an_account",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.asked_on}"
