"""Instruments (treaties, drafts, schemes) and who takes part in them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from authorities.models.provenance import Sourced, Versioned
from authorities.models.state import State


class InstrumentKind(models.TextChoices):
    """What sort of text it is. A DRAFT binds nobody and serves as a model."""

    MULTILATERAL = "MULTILATERAL", _("multilateral treaty")
    REGIONAL = "REGIONAL", _("regional treaty")
    BILATERAL = "BILATERAL", _("bilateral treaty")
    DRAFT = "DRAFT", _("draft")


class InstrumentStatus(models.TextChoices):
    """Whether the text is in force at all, on the date the register was told."""

    IN_FORCE = "IN_FORCE", _("in force")
    NOT_IN_FORCE = "NOT_IN_FORCE", _("not in force")
    DRAFT = "DRAFT", _("draft, never in force")


class EntryRule(models.TextChoices):
    """How the text says it enters into force (authorities.entry_into_force)."""

    NTH_DAY_AFTER_NTH_DEPOSIT = (
        "NTH_DAY_AFTER_NTH_DEPOSIT",
        _("so many days after so many deposits"),
    )
    MONTHS_FIRST_DAY = (
        "MONTHS_FIRST_DAY",
        _("first day of the month after so many months"),
    )


class BoundBy(models.TextChoices):
    """The act by which a State consented to be bound."""

    RATIFICATION = "RATIFICATION", _("ratification")
    ACCEPTANCE = "ACCEPTANCE", _("acceptance")
    APPROVAL = "APPROVAL", _("approval")
    ACCESSION = "ACCESSION", _("accession")
    SUCCESSION = "SUCCESSION", _("succession")
    SIGNATURE = "SIGNATURE", _("definitive signature")


class Instrument(Sourced, Versioned):
    """A text that States may rely on. `status` is a dated fact: true on `status_on`.

    `participation_as_at` is the day up to which the list of parties is believed complete
    (empty: the register holds no such list); `participation_source` says in words what the
    list is. The entry-into-force numbers are empty where the text was not read.
    """

    code = models.CharField(_("code"), max_length=24, primary_key=True)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=80)
    citation = models.CharField(_("citation"), max_length=200, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=16, choices=InstrumentKind.choices)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    opened_on = models.DateField(_("opened for signature on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=InstrumentStatus.choices)
    status_on = models.DateField(_("status as at"), null=True, blank=True)
    entry_rule = models.CharField(
        _("entry into force rule"),
        max_length=32,
        choices=EntryRule.choices,
        blank=True,
        default="",
    )
    entry_threshold = models.PositiveSmallIntegerField(_("deposits needed"), null=True, blank=True)
    entry_days = models.PositiveSmallIntegerField(_("days after"), null=True, blank=True)
    entry_late_days = models.PositiveSmallIntegerField(
        _("days after a later deposit"), null=True, blank=True
    )
    entry_months = models.PositiveSmallIntegerField(_("months after"), null=True, blank=True)
    entry_coe_members = models.PositiveSmallIntegerField(
        _("of them members of the Council of Europe"), default=0
    )
    entry_cite = models.CharField(_("cite"), max_length=80, blank=True, default="")
    entry_late_cite = models.CharField(
        _("cite for later deposits"), max_length=80, blank=True, default=""
    )
    entry_evidence = models.CharField(_("evidence"), max_length=8, blank=True, default="")
    entry_late_evidence = models.CharField(
        _("evidence for later deposits"), max_length=8, blank=True, default=""
    )
    participation_as_at = models.DateField(_("list of parties as at"), null=True, blank=True)
    participation_source = models.TextField(_("list of parties from"), blank=True, default="")

    class Meta:
        ordering = ("code",)
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="DRAFT", status="DRAFT") | ~Q(kind="DRAFT") & ~Q(status="DRAFT"),
                name="instrument_draft_has_draft_status",
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True) | Q(status="IN_FORCE"),
                name="instrument_with_a_date_is_in_force",
            ),
            models.CheckConstraint(
                condition=Q(entry_rule="") | Q(entry_threshold__isnull=False) & ~Q(entry_cite=""),
                name="instrument_entry_rule_has_threshold_and_cite",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title


class Participation(Sourced, Versioned):
    """What the register knows about one State and one instrument.

    Empty dates are unknown, never "no". `known_party_by` is the day on which a source already
    counted the State as a party although the date of entry into force was not retrieved.
    """

    instrument = models.ForeignKey(
        Instrument,
        on_delete=models.RESTRICT,
        related_name="participations",
        verbose_name=_("instrument"),
    )
    state = models.ForeignKey(
        State, on_delete=models.RESTRICT, related_name="participations", verbose_name=_("State")
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    bound_on = models.DateField(_("deposit on"), null=True, blank=True)
    bound_by = models.CharField(
        _("bound by"), max_length=16, choices=BoundBy.choices, blank=True, default=""
    )
    in_force_on = models.DateField(_("in force for it since"), null=True, blank=True)
    out_of_force_on = models.DateField(_("no longer in force for it since"), null=True, blank=True)
    known_party_by = models.DateField(_("known as a party by"), null=True, blank=True)

    class Meta:
        ordering = ("instrument_id", "state_id")
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "state"], name="participation_once_per_instrument_and_state"
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True)
                | Q(bound_on__isnull=True)
                | Q(in_force_on__gte=F("bound_on")),
                name="participation_in_force_not_before_the_deposit",
            ),
            models.CheckConstraint(
                condition=Q(bound_on__isnull=True) | ~Q(bound_by=""),
                name="participation_deposit_says_by_what_act",
            ),
            models.CheckConstraint(
                condition=Q(out_of_force_on__isnull=True)
                | Q(in_force_on__isnull=True)
                | Q(out_of_force_on__gte=F("in_force_on")),
                name="participation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.state_id}"
