"""Clocks: events are kept, dates are computed; nobody edits a due date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.rules import deadlines


class ClockStatus(models.TextChoices):
    """Whether a clock is running."""

    RUNNING = "RUNNING", _("Running")
    PAUSED = "PAUSED", _("Paused")
    MET = "MET", _("Met")
    CANCELLED = "CANCELLED", _("No longer needed")


class ClockSweep(models.Model):
    """One pass of the scan that found clocks to give notice of."""

    at = models.DateTimeField(_("at"))
    found = models.PositiveIntegerField(_("clocks found"))

    class Meta:
        verbose_name = _("clock sweep")
        verbose_name_plural = _("clock sweeps")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Clock(models.Model):
    """One clock of one case. `due_on` (local day) or `due_at` (UTC) follow from its events.

    `about` says which measure or person it counts for (`measure:2`, `person:1`); empty is the
    request as a whole. `rhythm` says when notice of it is given.
    """

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="clocks"
    )
    clock = models.CharField(_("clock"), max_length=40)
    about = models.CharField(_("about"), max_length=40, blank=True, default="")
    instrument = models.CharField(_("instrument"), max_length=24)
    status = models.CharField(_("status"), max_length=10, choices=ClockStatus.choices)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("runs out at"), null=True, blank=True)
    notice_at = models.DateTimeField(_("next notice at"), null=True, blank=True)
    rhythm = models.CharField(
        _("rhythm of notices"), max_length=10, default=deadlines.Rhythm.ORDINARY
    )
    noticed = models.PositiveSmallIntegerField(_("notices given"), default=0)
    # Written by the sweep itself, in its own transaction: the database would look at the one
    # sweep ten thousand times (docs/speed.md).
    sweep = models.ForeignKey(
        ClockSweep,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="clocks",
        db_constraint=False,
    )
    zone = models.CharField(_("zone"), max_length=64)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ("request", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "clock", "about"), name="clock_once_per_subject"
            ),
            choices.one_of("rhythm", deadlines.Rhythm, "clock_rhythm_is_known"),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=True) | models.Q(due_at__isnull=True),
                name="clock_due_on_a_day_or_at_an_instant",
            ),
        )
        indexes = (
            models.Index(
                fields=("notice_at",),
                name="clock_to_be_noticed",
                condition=models.Q(status="RUNNING", notice_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock} {self.request_id} {self.about}".strip()

    @property
    def key(self) -> tuple[str, str]:
        """The clock and what it is about: one of a kind in its request."""
        return self.clock, self.about


class ClockEvent(models.Model):
    """One thing that happened to a clock; rows are only added."""

    clock = models.ForeignKey(Clock, on_delete=models.RESTRICT, related_name="events")
    kind = models.CharField(
        _("event"),
        max_length=10,
        choices=[(kind.value, kind.value) for kind in deadlines.ClockEventKind],
    )
    at = models.DateTimeField(_("at"))
    on = models.DateField(_("date named"), null=True, blank=True)
    amount = models.IntegerField(_("amount"), default=0)
    why = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("clock event")
        verbose_name_plural = _("clock events")
        ordering = ("clock", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.clock_id}"

    @property
    def facts(self) -> deadlines.ClockEvent:
        """What the rules reckon with."""
        return deadlines.ClockEvent(
            deadlines.ClockEventKind(self.kind), self.at, self.on, self.amount, self.why
        )


class ClockNotice(models.Model):
    """A notice given once for a clock, a stage and a person."""

    clock = models.ForeignKey(Clock, on_delete=models.RESTRICT, related_name="notices")
    due = models.CharField(_("what it was due"), max_length=40)
    stage = models.CharField(_("stage"), max_length=16)
    recipient = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (
            models.UniqueConstraint(
                fields=("clock", "due", "stage", "recipient"), name="notice_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.clock_id}"
