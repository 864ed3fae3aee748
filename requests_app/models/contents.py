"""The contents of a request that come in rows: measures, persons, offences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.rules.facts import MeasureFacts, OffenceFacts, PersonFacts
from requests_app.rules.measures import KINDS, Outcome


class Measure(models.Model):
    """One item of assistance, decided, executed, released and sent by itself."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="measures"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=40)
    description = models.TextField(_("description"), blank=True)
    contents = models.JSONField(_("contents of this kind"), default=dict, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=choices.OUTCOMES, default=Outcome.PENDING
    )
    account = models.TextField(_("account of the execution"), blank=True)
    executed_on = models.DateField(_("executed on"), null=True, blank=True)
    use_limits = models.TextField(_("limits on use"), blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    sent_at = models.DateTimeField(_("results sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="measure_number_is_unique"),
            choices.one_of("outcome", Outcome, "measure_outcome_is_known"),
            choices.together("released_at", "released_by", "measure_released_by_and_at"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(released_at__isnull=False),
                name="measure_sent_only_when_released",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {KINDS[self.kind].label if self.kind in KINDS else self.kind}"

    @property
    def facts(self) -> MeasureFacts:
        """What the rules may know of it."""
        return MeasureFacts(
            self.number, self.kind, self.description, self.contents, Outcome(self.outcome)
        )


class Person(models.Model):
    """A person concerned. A blank field is unknown; demonstration data hold roles only."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="persons"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    role = models.CharField(_("role in the case"), max_length=300)
    identity = models.CharField(_("identity"), max_length=300, blank=True)
    location = models.CharField(_("location"), max_length=300, blank=True)
    nationality = models.CharField(_("nationality"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("person concerned")
        verbose_name_plural = _("persons concerned")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="person_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.role}"

    @property
    def facts(self) -> PersonFacts:
        """What the rules may know of the person."""
        return PersonFacts(self.role, self.identity, self.location, self.nationality)


class Offence(models.Model):
    """An offence under the law of the requesting State."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="offences"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("offence"), max_length=300)
    provisions = models.TextField(_("provisions"), blank=True)
    penalty = models.CharField(_("penalty"), max_length=300, blank=True)
    max_penalty_years = models.DecimalField(
        _("maximum penalty in years"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("offence")
        verbose_name_plural = _("offences")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="offence_number_is_unique"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> OffenceFacts:
        """What the rules may know of the offence."""
        years = None if self.max_penalty_years is None else float(self.max_penalty_years)
        return OffenceFacts(self.title, self.provisions, self.penalty, years)
