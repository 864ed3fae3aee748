"""Authorities of States: whom to write to, for what, until when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from authorities.models.instrument import Instrument
from authorities.models.provenance import Sourced, Versioned
from authorities.models.state import State


class RoleKind(models.TextChoices):
    """What an authority is named for."""

    CENTRAL_AUTHORITY = "CENTRAL_AUTHORITY", _("central authority")
    EXTRADITION = "EXTRADITION", _("extradition authority")
    CONTACT_24_7 = "CONTACT_24_7", _("24/7 contact point")
    EXECUTING_AUTHORITY = "EXECUTING_AUTHORITY", _("competent (executing) authority")
    PRISONER_TRANSFER = "PRISONER_TRANSFER", _("transfer of prisoners")
    TREATY_SECRETARIAT = "TREATY_SECRETARIAT", _("treaty secretariat")


class Stage(models.TextChoices):
    """The stage of the case for which an authority is named. Blank: any stage."""

    BEFORE_PROCEEDINGS = "BEFORE_PROCEEDINGS", _("before proceedings start")
    AFTER_PROCEEDINGS = "AFTER_PROCEEDINGS", _("after proceedings start")


class Authority(Sourced, Versioned):
    """An institution of a State, named in the register with its source.

    Blank contact facts are not known. `valid_from` and `valid_to` are days (both included);
    empty means not limited as far as the register knows. `territory` limits it to a part of the
    State. `source_date` is a year, a month or a day, as far as the source gives it.
    `office_opens` and `office_closes` are local times on working days in `zone`.
    `confirmed_on` is the day of its newest confirmation; empty: none is known.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    state = models.ForeignKey(
        State, on_delete=models.RESTRICT, related_name="authorities", verbose_name=_("State")
    )
    institution = models.CharField(_("institution"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True, default="")
    territory = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="authorities_for_territory",
        verbose_name=_("territory"),
    )
    address = models.TextField(_("address"), blank=True, default="")
    languages_text = models.TextField(_("languages accepted"), blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=120, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=254, blank=True, default="")
    channel_notes = models.TextField(_("notes on channels"), blank=True, default="")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True, default="")
    zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    office_opens = models.TimeField(_("opens at"), null=True, blank=True)
    office_closes = models.TimeField(_("closes at"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    is_specimen = models.BooleanField(_("specimen for demonstration"), default=False)

    class Meta:
        ordering = ("state_id", "institution", "unit")
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "institution", "unit"],
                name="authority_once_per_state_institution_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="authority_validity_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(office_opens__isnull=True, office_closes__isnull=True)
                | Q(office_opens__isnull=False, office_closes__isnull=False),
                name="authority_office_hours_have_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(source_date="") | Q(source_date__regex=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
                name="authority_source_date_is_a_year_month_or_day",
            ),
            models.CheckConstraint(
                condition=Q(is_specimen=False) | Q(institution__startswith="SPECIMEN"),
                name="authority_specimen_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.unit}" if self.unit else self.institution


class AuthorityRole(models.Model):
    """One thing an authority is named for, under one instrument or law.

    `law` is the text named by the source; `instrument` is set when the register holds it.
    `limit` says in words what the role is limited to.
    """

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=RoleKind.choices)
    instrument = models.ForeignKey(
        Instrument,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="authority_roles",
        verbose_name=_("instrument"),
    )
    law = models.CharField(_("instrument or law"), max_length=160, blank=True, default="")
    article = models.CharField(_("article"), max_length=60, blank=True, default="")
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, blank=True, default=""
    )
    limit = models.CharField(_("limit"), max_length=160, blank=True, default="")

    class Meta:
        ordering = ("role", "law", "article")
        verbose_name = _("role of an authority")
        verbose_name_plural = _("roles of authorities")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "role", "law", "article", "stage"],
                name="authority_role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.law})"


class LocalHoliday(models.Model):
    """A day off that the public calendar of the State lacks, for a State or one authority.

    Rows are never changed: a wrong one is withdrawn, so that a clock can be explained later
    with the calendar it was computed with.
    """

    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.RESTRICT, related_name="local_holidays"
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.RESTRICT, related_name="local_holidays"
    )
    holiday_on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    source = models.TextField(_("source"))
    added_at = models.DateTimeField(_("added at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ("holiday_on", "pk")
        verbose_name = _("local holiday")
        verbose_name_plural = _("local holidays")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__isnull=True, authority__isnull=False)
                | Q(state__isnull=False, authority__isnull=True),
                name="holiday_belongs_to_a_state_or_an_authority",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("added_at")),
                name="holiday_withdrawn_after_it_was_added",
            ),
            models.UniqueConstraint(
                fields=["state", "authority", "holiday_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="holiday_once_per_calendar_and_day",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holiday_on} {self.name}"
