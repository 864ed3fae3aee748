"""Attempts: one answer per idempotency key, and what failed sign-ins leave behind."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IdempotencyRecord(models.Model):
    """What was answered under one key of one person, so that a repeat gets the same answer."""

    class State(models.TextChoices):
        IN_FLIGHT = "IN_FLIGHT", _("being carried out")
        DONE = "DONE", _("answered")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    body_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_FLIGHT)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    response = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_person_and_key"),
            models.CheckConstraint(
                name="idempotency_done_has_a_status",
                condition=Q(state="IN_FLIGHT", status__isnull=True)
                | Q(state="DONE", status__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return f"{self.path} {self.state}"


class SignInAttempt(models.Model):
    """How often one name failed from one address, counted whether or not the name exists.

    `name_key` is a keyed digest of what was typed: people type passwords into the name
    field, and the table must not become a list of them.
    """

    name_key = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in attempts")
        verbose_name_plural = _("sign-in attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key", "address"],
                name="one_count_per_name_and_address",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["address", "last_failed_at"], name="sign_in_by_address"),
            models.Index(fields=["last_failed_at"], name="sign_in_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.failures}"


class FailureTally(models.Model):
    """How many failed sign-ins of one hour are in the ledger, and how many are only counted."""

    hour_at = models.DateTimeField(primary_key=True)
    recorded = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("failed sign-ins of an hour")
        verbose_name_plural = _("failed sign-ins of an hour")

    def __str__(self) -> str:
        return f"{self.recorded} + {self.left_out}"
