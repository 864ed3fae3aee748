"""Who may know of a request, and what was told where it cannot be kept confidential."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.lifecycle.moves import moves
from requests_app.rules.secrecy import CHOICES

if TYPE_CHECKING:
    from datetime import date

    from requests_app.models.move import Move


class SecrecyNotice(models.Model):
    """That the request cannot be kept confidential, and what the requesting State decided."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="secrecy_notices"
    )
    told_on = models.DateField(_("told on"))
    reasons = models.TextField(_("what cannot be kept secret, and why"))
    answer = models.CharField(
        _("decision"),
        max_length=12,
        choices=[(key, _(label)) for key, label in CHOICES],
        blank=True,
    )
    answered_on = models.DateField(_("decided on"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("notice on secrecy")
        verbose_name_plural = _("notices on secrecy")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on__isnull=True)
                | models.Q(answer__in=["GO_ON", "NOT_EXECUTED"], answered_on__isnull=False),
                name="secrecy_decided_has_its_date",
            ),
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(answered_on__isnull=True),
                name="secrecy_told_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.told_on}"


class Secrecy:
    """The transitions of secrecy, on either side."""

    @moves("restrict")
    def restrict(self, move: "Move") -> None:
        move.request.restricted_to = sorted(person.pk for person in move.given["people"])

    @moves("lift_restriction")
    def lift_restriction(self, move: "Move") -> None:
        move.request.restricted_to = None

    @moves("tell_secrecy_impossible")
    def tell_secrecy_impossible(self, move: "Move") -> None:
        told(move, on=move.today)

    @moves("record_secrecy_decision")
    def record_secrecy_decision(self, move: "Move") -> None:
        decided(move, on=move.given["received_on"])

    @moves("record_secrecy_impossible")
    def record_secrecy_impossible(self, move: "Move") -> None:
        told(move, on=move.given["received_on"])

    @moves("decide_secrecy")
    def decide_secrecy(self, move: "Move") -> None:
        decided(move, on=move.today)


def told(move: "Move", *, on: "date") -> None:
    """It is on record that secrecy cannot be kept."""
    SecrecyNotice.objects.create(request=move.request, told_on=on, reasons=move.given["reasons"])


def decided(move: "Move", *, on: "date") -> None:
    """The requesting State has decided."""
    SecrecyNotice.objects.filter(request=move.request, answered_on=None).update(
        answer=move.given["answer"], answered_on=on, text=move.given["text"]
    )
