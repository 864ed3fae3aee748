"""Events, the heads of their chains, and signed checkpoints."""

from django.conf import settings
from django.db import models
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


class Event(models.Model):
    """Something that happened, who did it and when. The database refuses to change it.

    `actor_name` is the user name as it was then: people get renamed, what happened does not.
    """

    chain = models.TextField(db_collation="C", verbose_name=_("chain"))
    sequence = models.BigIntegerField(verbose_name=_("sequence"))
    at = models.DateTimeField(verbose_name=_("at"))
    verb = models.TextField(verbose_name=_("verb"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("actor"),
    )
    actor_name = models.TextField(verbose_name=_("name of the actor"))
    data = models.JSONField(default=dict, verbose_name=_("data"))
    mac = models.BinaryField(verbose_name=_("authentication code"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
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
