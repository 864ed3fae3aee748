"""Declarations of States, the languages they accept, and what their own law asks of a request."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models.instrument import Instrument
from authorities.models.provenance import Sourced, Versioned
from authorities.models.state import State


class DeclarationKind(models.TextChoices):
    """What a declaration or rule of national law is about."""

    LANGUAGE = "LANGUAGE", _("language")
    CHANNEL = "CHANNEL", _("channel")
    URGENT_CHANNEL = "URGENT_CHANNEL", _("urgent channel")
    RESERVATION = "RESERVATION", _("reservation")
    EXTRADITION = "EXTRADITION", _("extradition")
    TERRITORIAL = "TERRITORIAL", _("territorial application")
    AUTHORITY_CHANGE = "AUTHORITY_CHANGE", _("change of authority")


class Declaration(Sourced, Versioned):
    """Words a State deposited with an instrument, or a rule of its own law on the same matter.

    `law` is the text named by the source; `instrument` is set when the register holds it.
    `effective_on` empty means the source gives no day of effect. `opens` is the key of the row
    of the instrument's rules that only a State that declared it may use, or be met with.
    """

    state = models.ForeignKey(
        State, on_delete=models.RESTRICT, related_name="declarations", verbose_name=_("State")
    )
    instrument = models.ForeignKey(
        Instrument,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="declarations",
        verbose_name=_("instrument"),
    )
    law = models.CharField(_("instrument or law"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=DeclarationKind.choices)
    value = models.TextField(_("words"))
    article = models.CharField(_("article"), max_length=60, blank=True, default="")
    opens = models.CharField(_("rule that it opens"), max_length=60, blank=True, default="")
    made_on = models.DateField(_("made on"), null=True, blank=True)
    effective_on = models.DateField(_("effective from"), null=True, blank=True)

    class Meta:
        ordering = ("state_id", "law", "kind", "article")
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "law", "kind", "article"],
                name="declaration_once_per_state_law_kind_and_article",
            ),
            models.CheckConstraint(condition=~Q(law=""), name="declaration_names_a_law"),
            models.CheckConstraint(condition=~Q(value=""), name="declaration_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.law} {self.article}"


class LanguagePreference(models.TextChoices):
    """How a language is accepted."""

    ACCEPTED = "ACCEPTED", _("accepted")
    PREFERRED = "PREFERRED", _("preferred")
    IF_IMPOSSIBLE = "IF_IMPOSSIBLE", _("only where the preferred language is impossible")


class AcceptedLanguage(models.Model):
    """One language read out of the words of a declaration or of an authority's entry.

    `language` is an ISO 639 code (two letters where there are two, else three). The words
    themselves stay with the declaration or the authority.
    """

    declaration = models.ForeignKey(
        Declaration, null=True, blank=True, on_delete=models.CASCADE, related_name="languages"
    )
    authority = models.ForeignKey(
        "authorities.Authority",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="languages",
    )
    language = models.CharField(_("language"), max_length=3)
    preference = models.CharField(
        _("preference"),
        max_length=16,
        choices=LanguagePreference.choices,
        default=LanguagePreference.ACCEPTED,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ("position", "language")
        verbose_name = _("accepted language")
        verbose_name_plural = _("accepted languages")
        constraints = [
            models.CheckConstraint(
                condition=Q(declaration__isnull=True, authority__isnull=False)
                | Q(declaration__isnull=False, authority__isnull=True),
                name="language_belongs_to_a_declaration_or_an_authority",
            ),
            models.UniqueConstraint(
                fields=["declaration", "language"], name="language_once_per_declaration"
            ),
            models.UniqueConstraint(
                fields=["authority", "language"], name="language_once_per_authority"
            ),
        ]

    def __str__(self) -> str:
        return self.language


class NationalRequirement(Sourced, Versioned):
    """One thing that a State's own law (or a model form, `state` empty) asks of a request.

    `paragraphs` are the matching items of the contents list of the 2022 Caribbean draft
    (para 20 unless said); `beyond_para_20` says whether it asks for more than that list.
    """

    class Beyond(models.TextChoices):
        """Whether the item goes beyond the contents list of para 20."""

        YES = "YES", _("yes")
        PARTLY = "PARTLY", _("partly")
        NO = "NO", _("no")

    state = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="requirements",
        verbose_name=_("State"),
    )
    rule = models.CharField(_("rule"), max_length=200)
    item = models.TextField(_("what is asked"))
    paragraphs = models.CharField(_("matching items of para 20"), max_length=60, blank=True)
    beyond_para_20 = models.CharField(
        _("more than para 20 asks"), max_length=8, choices=Beyond.choices, blank=True, default=""
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ("state_id", "rule", "position")
        verbose_name = _("national requirement")
        verbose_name_plural = _("national requirements")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "rule", "item"],
                name="requirement_once_per_state_and_rule",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.item}"
