"""Preserved data: what is kept for which measure, by whom, and how it ended; risks told of."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.rules import preserved, states
from requests_app.rules.measures import NOTHING_TO_SEND, Outcome
from requests_app.rules.preserved import Keeping, RiskAnswer
from requests_app.rules.states import State

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Preservation(models.Model):
    """The data of one measure, preserved on a day; kept until `ended_as` says otherwise.

    `kept_for` is the request for the data, once there is one. Until when they are kept is for
    the clock of the measure to say.
    """

    measure = models.OneToOneField(
        "requests_app.Measure", on_delete=models.RESTRICT, related_name="preservation"
    )
    custodian = models.CharField(_("custodian"), max_length=300, blank=True)
    preserved_on = models.DateField(_("preserved on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    extension_asked_on = models.DateField(_("extension asked for on"), null=True, blank=True)
    kept_for = models.ForeignKey(
        "requests_app.Request",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="keeps",
        verbose_name=_("request for the data"),
    )
    ended_as = models.CharField(
        _("how it ended"),
        max_length=10,
        choices=choices.of(preserved.KEEPING_LABELS),
        default=Keeping.KEPT,
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    account = models.TextField(_("what became of the data"), blank=True)

    class Meta:
        verbose_name = _("preservation")
        verbose_name_plural = _("preservations")
        ordering = ("measure",)
        constraints = (
            choices.one_of("ended_as", Keeping, "preservation_end_is_known"),
            choices.together("ended_on", "ended_by", "preservation_ended_by_and_on"),
            models.CheckConstraint(
                condition=models.Q(ended_as="KEPT", ended_on__isnull=True)
                | (~models.Q(ended_as="KEPT") & models.Q(ended_on__isnull=False)),
                name="preservation_ended_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.preserved_on}"


class PreservationRisk(models.Model):
    """A warning that preserving may not serve, and what the requesting State decided on it."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="preservation_risks"
    )
    risk = models.CharField(_("risk"), max_length=12, choices=choices.of(preserved.RISK_LABELS))
    explanation = models.TextField(_("what the risk is"))
    told_on = models.DateField(_("told on"))
    told_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    decision = models.CharField(
        _("decision of the requesting State"),
        max_length=8,
        choices=choices.of(preserved.RISK_ANSWER_LABELS),
        default=RiskAnswer.OPEN,
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)

    class Meta:
        verbose_name = _("risk of a preservation")
        verbose_name_plural = _("risks of preservations")
        ordering = ("request", "id")
        constraints = (
            choices.one_of("risk", preserved.Risk, "preservation_risk_is_known"),
            choices.one_of("decision", RiskAnswer, "preservation_risk_answer_is_known"),
            models.CheckConstraint(
                condition=models.Q(decision="OPEN", decided_on__isnull=True)
                | (~models.Q(decision="OPEN") & models.Q(decided_on__isnull=False)),
                name="preservation_risk_decided_has_its_day",
            ),
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(decision="OPEN"),
                name="preservation_risk_one_open_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.risk}"


def preserve(move: "Move") -> None:
    """The data of the measures chosen are preserved; the measures are executed by it."""
    given = move.given
    chosen = move.chosen()
    for measure in chosen:
        measure.outcome = Outcome.EXECUTED
        measure.executed_on = given["preserved_on"]
        move.touched.add(measure.pk)
    Preservation.objects.bulk_create(
        Preservation(
            measure=measure,
            custodian=given.get("custodian") or "",
            preserved_on=given["preserved_on"],
            recorded_by=move.by,
            recorded_at=move.at,
        )
        for measure in chosen
    )


def after_preserving(move: "Move") -> str:
    """RESULTS_SENT where nothing is left to send: of preserved data the other State is told."""
    state = states.after_execution(Outcome(measure.outcome) for measure in move.measures)
    unsent = any(
        measure.outcome == Outcome.EXECUTED
        and measure.kind not in NOTHING_TO_SEND
        and measure.sent_at is None
        for measure in move.measures
    )
    return State.RESULTS_SENT if state is State.EXECUTED and not unsent else state


def kept(move: "Move") -> "models.QuerySet[Preservation]":
    """The preserved data of the measures chosen that are still kept."""
    return Preservation.objects.filter(
        measure__in=[measure.pk for measure in move.chosen()], ended_as=Keeping.KEPT
    )


def end(move: "Move", how: str, *, on: Any) -> None:
    """The data of the measures chosen are kept no longer."""
    kept(move).update(
        ended_as=how, ended_on=on, ended_by=move.by, account=move.given.get("account") or ""
    )


def end_with_the_request(move: "Move") -> None:
    """A request that is withdrawn needs its data no longer, nor a decision on a risk."""
    numbers = [measure.pk for measure in move.measures if measure.kind == preserved.PRESERVATION]
    if not numbers:
        return
    Preservation.objects.filter(measure__in=numbers, ended_as=Keeping.KEPT).update(
        ended_as=Keeping.NOT_NEEDED, ended_on=move.today, ended_by=move.by
    )
    decide_on_risk(move, RiskAnswer.GIVE_UP)


def tell_of_risk(move: "Move") -> None:
    """A risk waits for the decision of the requesting State."""
    PreservationRisk.objects.create(
        request=move.request,
        risk=move.given["risk"],
        explanation=move.given["explanation"],
        told_on=move.given.get("received_on") or move.today,
        told_by=move.by,
    )


def decide_on_risk(move: "Move", decision: str) -> None:
    """The open risk, if there is one, is decided."""
    PreservationRisk.objects.filter(request=move.request, decision=RiskAnswer.OPEN).update(
        decision=decision,
        decided_on=move.given.get("received_on") or move.today,
        reasons=move.given.get("answer") or move.given.get("reasons") or "",
    )
