"""Providers in third States that traffic data led to."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.rules.measures import Outcome
from requests_app.rules.preserved import DISCLOSURE

if TYPE_CHECKING:
    from requests_app.models.move import Move


class ProviderFound(models.Model):
    """A provider in a third State that took part in the transmission, and the data that show it.

    `followed_by` is the request that was made to that State because of it.
    """

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="providers_found"
    )
    third_state = models.ForeignKey(
        "authorities.State",
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("third State"),
    )
    provider = models.CharField(_("provider"), max_length=300)
    traffic_data = models.TextField(_("traffic data"))
    told_on = models.DateField(_("told on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    followed_by = models.OneToOneField(
        "requests_app.Request",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="follows",
        verbose_name=_("request to the third State"),
    )

    class Meta:
        verbose_name = _("provider found")
        verbose_name_plural = _("providers found")
        ordering = ("request", "id")

    def __str__(self) -> str:
        return f"{self.third_state_id} {self.provider}"


def found(move: "Move") -> None:
    """The provider is on record, with the data that lead to it."""
    ProviderFound.objects.create(
        request=move.request,
        third_state_id=move.given["third_state"],
        provider=move.given["provider"],
        traffic_data=move.given["traffic_data"],
        told_on=move.given.get("received_on") or move.today,
        recorded_by=move.by,
        recorded_at=move.at,
    )


def disclose(move: "Move") -> None:
    """Measures that asked for the disclosure are executed by it, and their result is sent."""
    for measure in move.measures:
        if measure.kind == DISCLOSURE and measure.outcome == Outcome.GRANTED:
            measure.outcome = Outcome.EXECUTED
            measure.executed_on = move.given["found_on"]
            measure.account = move.given["traffic_data"]
            measure.released_at = measure.sent_at = move.at
            measure.released_by = move.by
            move.touched.add(measure.pk)
