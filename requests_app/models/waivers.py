"""Waivers of rules of the house: who asked, who decided, why, until when."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.models.lifecycle.moves import moves
from requests_app.rules import waivers
from requests_app.rules.waivers import Verdict, WaiverFacts

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Waiver(models.Model):
    """One waiver of one rule in one case; who decides is another than who asked."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="waivers"
    )
    requirement = models.CharField(
        _("house rule"), max_length=40, choices=[(k, _(v)) for k, v in waivers.WAIVABLE.items()]
    )
    reasons = models.TextField(_("reasons"))
    until_on = models.DateField(_("until"))
    asked_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    verdict = models.CharField(
        _("decision"), max_length=8, choices=choices.of(waivers.VERDICT_LABELS), blank=True
    )
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ("request", "id")
        constraints = (
            choices.together("decided_by", "decided_at", "waiver_decided_by_and_at"),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at__isnull=True)
                | models.Q(verdict__in=["APPROVED", "REFUSED"], decided_at__isnull=False),
                name="waiver_decided_has_its_verdict",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="waiver_is_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(decided_at__isnull=True),
                name="waiver_asked_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.requirement} {self.request_id}"

    @property
    def facts(self) -> WaiverFacts:
        """What the rules may know of it."""
        return WaiverFacts(
            self.requirement,
            self.asked_by_id,
            self.until_on,
            Verdict(self.verdict) if self.verdict else None,
        )


class Waiving:
    """The transitions of waivers."""

    @moves("ask_waiver")
    def ask_waiver(self, move: "Move") -> None:
        Waiver.objects.create(
            request=move.request,
            requirement=move.given["requirement"],
            reasons=move.given["reasons"],
            until_on=move.given["until_on"],
            asked_by=move.by,
            asked_at=move.at,
        )

    @moves("decide_waiver")
    def decide_waiver(self, move: "Move") -> None:
        Waiver.objects.filter(request=move.request, decided_at=None).update(
            verdict=move.given["verdict"],
            remark=move.given["remark"],
            decided_by=move.by,
            decided_at=move.at,
        )
