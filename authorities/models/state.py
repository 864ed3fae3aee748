"""States, territories with authorities of their own, and regional organisations."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from authorities.models.provenance import Sourced, Versioned
from authorities.state_names import state_name_in


class State(Sourced, Versioned):
    """A State, a territory of one (`parent`), or a regional organisation.

    `code` is the ISO 3166-1 alpha-2 code ("EU" for the European Union). `zone` is the IANA zone
    of the seat of government; blank means not known. `is_coe_member` empty means not known.
    """

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    official_name = models.CharField(_("official name"), max_length=160, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="territories",
        verbose_name=_("part of"),
    )
    zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    zone_source = models.TextField(_("source of the time zone"), blank=True, default="")
    is_regional_organisation = models.BooleanField(_("regional organisation"), default=False)
    is_coe_member = models.BooleanField(_("member of the Council of Europe"), null=True, blank=True)

    class Meta:
        ordering = ("name", "code")
        verbose_name = _("State")
        verbose_name_plural = _("States")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}$"), name="state_code_is_two_capital_letters"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("code")),
                name="state_is_no_territory_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(zone="") | ~Q(zone_source=""), name="state_zone_has_a_source"
            ),
        ]
        indexes = [models.Index(fields=["name", "code"], name="state_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the language of the page; the stored (English) name where there is none."""
        return state_name_in(self.code, self.name, get_language() or "en")
