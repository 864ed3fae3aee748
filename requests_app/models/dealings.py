"""What the two States say to each other on a case, and what is decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    """What was decided, by us or by the other State."""

    ACCEPTED = "ACCEPTED", _("Accepted")
    CONDITIONS = "CONDITIONS", _("Conditions offered")
    POSTPONED = "POSTPONED", _("Postponed")
    REFUSED = "REFUSED", _("Refused")
    RETURNED = "RETURNED", _("Returned as deficient")
    FORWARDED = "FORWARDED", _("Forwarded")


class Decision(models.Model):
    """A decision, with the edition of the rules it was taken under; never judged again."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="decisions"
    )
    kind = models.CharField(_("decision"), max_length=12, choices=DecisionKind.choices)
    by_other_state = models.BooleanField(_("taken by the other State"))
    measures = ArrayField(models.PositiveSmallIntegerField(), default=list)
    grounds = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    own_law = models.CharField(_("provision relied on"), max_length=300, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    ongoing_case = models.CharField(_("ongoing case"), max_length=300, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    told_on = models.DateField(_("received on"), null=True, blank=True)
    rules_edition = models.CharField(_("edition of the rules"), max_length=16)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="REFUSED", by_other_state=False)
                | (models.Q(grounds__len__gt=0) & ~models.Q(reasons="")),
                name="own_refusal_has_ground_and_reasons",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="POSTPONED", by_other_state=False)
                | (models.Q(review_on__isnull=False) & ~models.Q(reasons="")),
                name="own_postponement_has_reasons_and_review",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class Consultation(models.Model):
    """A consultation before a decision: who proposed what, and the answer."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="consultations"
    )
    by_other_state = models.BooleanField(_("opened by the other State"))
    proposal = models.TextField(_("proposal"))
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True) | ~models.Q(answer=""),
                name="consultation_answered_has_an_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.opened_on}"


class ConditionStatus(models.TextChoices):
    """What became of conditions offered."""

    OFFERED = "OFFERED", _("Offered")
    ACCEPTED = "ACCEPTED", _("Accepted: binding")
    DECLINED = "DECLINED", _("Declined")
    DROPPED = "DROPPED", _("Dropped")
    REPLACED = "REPLACED", _("Replaced by a later offer")


class Condition(models.Model):
    """One offer of conditions for some of the measures; a changed offer is a new version, the
    old one stays."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="conditions"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    measures = ArrayField(models.PositiveSmallIntegerField(), default=list)
    text = models.TextField(_("conditions"))
    status = models.CharField(_("status"), max_length=10, choices=ConditionStatus.choices)
    offered_on = models.DateField(_("offered on"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=300, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("request", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "version"), name="condition_version_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(status="OFFERED", settled_on__isnull=True)
                | (~models.Q(status="OFFERED") & models.Q(settled_on__isnull=False)),
                name="condition_settled_has_its_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id}/{self.version}"


class Question(models.Model):
    """Additional information asked for by one side, and what was answered."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="questions"
    )
    by_other_state = models.BooleanField(_("asked by the other State"))
    items = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    text = models.TextField(_("what is asked"))
    asked_on = models.DateField(_("asked on"))
    reply_by = models.DateField(_("date proposed"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("request", "id")

    def __str__(self) -> str:
        return f"{self.request_id} {self.asked_on}"
