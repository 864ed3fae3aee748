"""The outbox: what has to leave the database, and the switch that holds it back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EffectState(models.TextChoices):
    """Where an effect stands."""

    PENDING = "PENDING", _("Waiting")
    CLAIMED = "CLAIMED", _("Being carried out")
    DONE = "DONE", _("Done")
    PARKED = "PARKED", _("Parked: a person must look")
    CANCELLED = "CANCELLED", _("Cancelled")


class Effect(models.Model):
    """One thing to carry out outside the database, written in the transaction that wants it.

    `payload` holds ids only. `attempts` counts beginnings, each counted before the work, so
    that it also tells one claim from the next; `lapses` counts the claims whose worker was
    lost. `worker` names the database session that works on it. `last_error` is an error code
    or the name of a class, never a message, which might name a person.
    """

    effect_key = models.TextField(unique=True, verbose_name=_("key"))
    kind = models.TextField(verbose_name=_("kind"))
    payload = models.JSONField(default=dict, verbose_name=_("payload"))
    subject = models.TextField(default="", blank=True, verbose_name=_("subject"))
    state = models.TextField(
        choices=EffectState.choices,
        default=EffectState.PENDING,
        db_default=EffectState.PENDING.value,
        verbose_name=_("state"),
    )
    urgent = models.BooleanField(default=False, verbose_name=_("urgent"))
    due_at = models.DateTimeField(verbose_name=_("due"))
    attempts = models.IntegerField(default=0, db_default=0, verbose_name=_("attempts"))
    failures = models.IntegerField(default=0, db_default=0, verbose_name=_("failures"))
    lapses = models.IntegerField(default=0, db_default=0, verbose_name=_("lost workers"))
    worker = models.TextField(null=True, blank=True, verbose_name=_("worker"))
    lease_until = models.DateTimeField(null=True, blank=True, verbose_name=_("lease until"))
    last_error = models.TextField(
        default="", db_default="", blank=True, verbose_name=_("last error")
    )
    created_at = models.DateTimeField(db_default=Now(), verbose_name=_("written"))
    done_at = models.DateTimeField(null=True, blank=True, verbose_name=_("done"))

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "CLAIMED", "DONE", "PARKED", "CANCELLED"]),
                name="effect_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="CLAIMED", lease_until__isnull=False, worker__isnull=False)
                | (~Q(state="CLAIMED") & Q(lease_until__isnull=True, worker__isnull=True)),
                name="effect_is_leased_exactly_while_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", done_at__isnull=False)
                | (~Q(state="DONE") & Q(done_at__isnull=True)),
                name="effect_is_done_exactly_when_it_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="PARKED") | ~Q(last_error=""),
                name="parked_effect_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(effect_key="") & ~Q(kind=""), name="effect_has_key_and_kind"
            ),
        )
        indexes = (
            models.Index(
                fields=("-urgent", "due_at", "id"),
                name="effects_to_carry_out",
                condition=Q(state__in=["PENDING", "CLAIMED"]),
            ),
            models.Index(fields=("subject",), name="effects_by_subject"),
            models.Index(
                fields=("id",),
                name="effects_open",
                condition=Q(state__in=["PENDING", "CLAIMED", "PARKED"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.effect_key}"


class Switch(models.Model):
    """The one row that says whether effects are held back, who said so and when."""

    id = models.SmallIntegerField(primary_key=True, default=1, verbose_name=_("number"))
    paused = models.BooleanField(default=False, verbose_name=_("paused"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(verbose_name=_("at"))

    class Meta:
        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_switch_for_effects"),
        )

    def __str__(self) -> str:
        return "paused" if self.paused else "running"
