"""Events, the heads of their chains, and signed checkpoints."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChainHead(models.Model):
    """The last event of one chain. The database lets it move forward only."""

    chain = models.TextField(primary_key=True, db_collation="C", verbose_name=_("chain"))
    sequence = models.BigIntegerField(verbose_name=_("sequence"))
    at = models.DateTimeField(verbose_name=_("at"))
    mac = models.BinaryField(verbose_name=_("authentication code"))
    digest = models.BinaryField(verbose_name=_("digest"))

    class Meta:
        verbose_name = _("chain head")
        verbose_name_plural = _("chain heads")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sequence__gte=0), name="chain_head_sequence_is_never_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}"


class Actor(models.Model):
    """A person who stands in the ledger, and whom the database therefore refuses to delete.

    The database adds the row itself, with the person's first event, and never lets it go. It
    takes the place of a foreign key from every event, which a sweep would look up ten thousand
    times for one and the same person (docs/decisions/append-only-ledger.md).
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("actor"),
    )

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")

    def __str__(self) -> str:
        return str(self.person_id)


class Event(models.Model):
    """Something that happened, who did it and when. The database refuses to change it.

    It stands in the chain of what was done. `about` names another chain whose history it is read
    in too, if it does: a sweep is one chain, and each of its events is about a request.
    `actor_name` is the user name as it was then: people get renamed, what happened does not.
    Whoever is an `actor` is an `Actor` too: the database sees to it.
    """

    chain = models.TextField(db_collation="C", verbose_name=_("chain"))
    sequence = models.BigIntegerField(verbose_name=_("sequence"))
    at = models.DateTimeField(verbose_name=_("at"))
    verb = models.TextField(verbose_name=_("verb"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("actor"),
    )
    actor_name = models.TextField(verbose_name=_("name of the actor"))
    data = models.JSONField(default=dict, verbose_name=_("data"))
    mac = models.BinaryField(verbose_name=_("authentication code"))
    about = models.TextField(
        db_collation="C", db_default="", blank=True, verbose_name=_("about another chain")
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (
            models.Index(
                fields=("about", "id"), name="events_about_another_chain", condition=~Q(about="")
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "sequence"), name="one_event_per_place_in_a_chain"
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="event_sequence_starts_at_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence} {self.verb}"


class Checkpoint(models.Model):
    """A signed statement of where every chain stood at one instant.

    `previous` is the hash of the checkpoint before, as signed; empty for the first one.
    """

    number = models.BigIntegerField(primary_key=True, verbose_name=_("number"))
    at = models.DateTimeField(verbose_name=_("at"))
    root = models.BinaryField(verbose_name=_("Merkle root"))
    chains = models.BigIntegerField(verbose_name=_("number of chains"))
    events = models.BigIntegerField(verbose_name=_("number of events"))
    previous = models.BinaryField(verbose_name=_("hash of the checkpoint before"))
    public_key = models.TextField(verbose_name=_("public key"))
    signature = models.BinaryField(verbose_name=_("signature"))

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"#{self.number}"


class VerificationState(models.TextChoices):
    """Where a verification stands."""

    WAITING = "WAITING", _("waiting for a worker")
    RUNNING = "RUNNING", _("being walked")
    DONE = "DONE", _("done")
    FAILED = "FAILED", _("broken off")


class Verification(models.Model):
    """The whole ledger walked because somebody asked: who, when, how far it is, the verdict.

    `seen_at` is when the worker last said that it is alive; `checkpoint` the number of the
    signed checkpoint outside the database it was compared with, empty without any. `error` is
    a code or the name of a class.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(verbose_name=_("asked"))
    state = models.TextField(
        choices=VerificationState.choices,
        default=VerificationState.WAITING,
        verbose_name=_("state"),
    )
    begun_at = models.DateTimeField(null=True, blank=True, verbose_name=_("begun"))
    seen_at = models.DateTimeField(null=True, blank=True, verbose_name=_("worker last seen"))
    ended_at = models.DateTimeField(null=True, blank=True, verbose_name=_("ended"))
    total = models.BigIntegerField(default=0, verbose_name=_("events to walk"))
    walked = models.BigIntegerField(default=0, verbose_name=_("events walked"))
    chains = models.BigIntegerField(default=0, verbose_name=_("number of chains"))
    checkpoint = models.BigIntegerField(null=True, blank=True, verbose_name=_("checkpoint"))
    intact = models.BooleanField(null=True, blank=True, verbose_name=_("intact"))
    findings = models.JSONField(default=list, blank=True, verbose_name=_("findings"))
    more = models.BigIntegerField(default=0, verbose_name=_("findings not kept"))
    error = models.TextField(default="", blank=True, verbose_name=_("error"))

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=VerificationState.values),
                name="verification_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", begun_at__isnull=True, seen_at__isnull=True)
                | (~Q(state="WAITING") & Q(begun_at__isnull=False, seen_at__isnull=False)),
                name="verification_is_begun_unless_it_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DONE", "FAILED"], ended_at__isnull=False)
                | (~Q(state__in=["DONE", "FAILED"]) & Q(ended_at__isnull=True)),
                name="verification_ends_done_or_failed",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", intact__isnull=False, error="")
                | Q(state="FAILED", intact__isnull=True) & ~Q(error="")
                | Q(state__in=["WAITING", "RUNNING"], intact__isnull=True, error=""),
                name="verification_has_a_verdict_or_an_error_at_its_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
