"""Letters of the house to a depositary: they belong to no request."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.models.papers import LetterStatus, StoredFile, sentence_of


class DepositaryStatus(models.TextChoices):
    """Where the letter is; after the approval as any other letter."""

    PREPARED = "PREPARED", _("Prepared, to be approved")
    WAITING = LetterStatus.WAITING.value, LetterStatus.WAITING.label
    READY = LetterStatus.READY.value, LetterStatus.READY.label
    FAILED = LetterStatus.FAILED.value, LetterStatus.FAILED.label
    DISPATCHED = LetterStatus.DISPATCHED.value, LetterStatus.DISPATCHED.label
    CANCELLED = LetterStatus.CANCELLED.value, LetterStatus.CANCELLED.label


class DepositaryLetter(models.Model):
    """What the State notifies under one instrument: prepared by one person, approved by another.

    `items` are the facts as they were prepared: key, cite and tag of the instrument's row, its
    text and what is notified. `context` holds every word from the approval on; once
    dispatched nothing changes (a trigger sees to it).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    instrument = models.CharField(_("instrument"), max_length=24)
    instrument_edition = models.CharField(_("edition"), max_length=32)
    language = models.CharField(_("language"), max_length=3)
    items = models.JSONField(_("what is notified"))
    authority = models.ForeignKey(
        "authorities.Authority", on_delete=models.RESTRICT, related_name="+"
    )
    context = models.JSONField(null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=DepositaryStatus.choices,
        default=DepositaryStatus.PREPARED,
    )
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=choices.CHANNELS, blank=True)
    dispatched_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)

    number = 1
    kind = "NOTIFICATION"

    class Meta:
        verbose_name = _("letter to a depositary")
        verbose_name_plural = _("letters to depositaries")
        ordering = ("-id",)
        constraints = (
            choices.one_of("status", DepositaryStatus, "depositary_letter_status_is_known"),
            choices.together("approved_by", "approved_at", "depositary_letter_approved_by_and_at"),
            choices.together(
                "dispatched_by", "dispatched_at", "depositary_letter_dispatched_by_and_at"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("prepared_by")),
                name="depositary_letter_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["PREPARED", "CANCELLED"])
                | models.Q(approved_at__isnull=False, context__isnull=False),
                name="depositary_letter_is_approved_before_it_is_drawn",
            ),
            models.CheckConstraint(
                condition=models.Q(status="DISPATCHED", dispatched_at__isnull=False)
                | (~models.Q(status="DISPATCHED") & models.Q(dispatched_at__isnull=True)),
                name="depositary_letter_dispatched_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["READY", "DISPATCHED"])
                | models.Q(file__isnull=False),
                name="depositary_letter_ready_has_its_file",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def why_failed(self) -> str:
        """Why it could not be drawn, as a sentence; blank when it did not fail."""
        return sentence_of(self.failure)
