"""Files kept exactly as they came, documents attached to a case, and letters."""

import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.rules.correspondence import KINDS
from requests_app.rules.correspondence import Letter as LetterCode


class StoredFile(models.Model):
    """Bytes kept exactly, encrypted at rest; the hash is of the plain bytes at receipt."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    stored_as = models.CharField(max_length=64, unique=True, editable=False)
    wrapped_key = models.BinaryField(editable=False)
    created_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A document attached to a case."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.RESTRICT, related_name="+")
    added_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("request", "id")

    def __str__(self) -> str:
        return self.title


class LetterStatus(models.TextChoices):
    """Where a letter is: waiting for the renderer, in the house, gone, or given up."""

    WAITING = "WAITING", _("Being rendered")
    READY = "READY", _("Ready to leave")
    FAILED = "FAILED", _("Could not be rendered")
    DISPATCHED = "DISPATCHED", _("Dispatched")
    CANCELLED = "CANCELLED", _("Cancelled")


CHARACTERS_MISSING, WORDS_UNREADABLE = "CHARACTERS_MISSING", "WORDS_UNREADABLE"
"""Codes of failures; what they are about stands behind them."""
NO_SUCH_CHARACTERS = _("The letter has characters that the house's fonts do not have: %(detail)s.")
_GIVEN_UP = {
    CHARACTERS_MISSING: NO_SUCH_CHARACTERS,
    WORDS_UNREADABLE: _(
        "Its words cannot be read as they were kept (%(detail)s). Tell the people who run the "
        "system."
    ),
    "WORKER_LOST": _(
        "The process that drew it was lost three times. Tell the people who run the system."
    ),
    "CANCELLED": _("Its drawing was called off."),
}
_NOT_DRAWN = _(
    "It could not be drawn, though it was tried several times (%(code)s). Tell the people who "
    "run the system."
)


class Letter(models.Model):
    """A letter: its words are frozen as `context` when the decision is taken.

    The PDF is rendered after; once dispatched nothing of it changes (a trigger sees to it).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="letters"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=24)
    language = models.CharField(_("language"), max_length=3)
    context = models.JSONField()
    status = models.CharField(
        _("status"), max_length=12, choices=LetterStatus.choices, default=LetterStatus.WAITING
    )
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(_("written at"))
    channel = models.CharField(_("channel"), max_length=20, choices=choices.CHANNELS, blank=True)
    dispatched_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="letter_number_is_unique"),
            choices.one_of("kind", LetterCode, "letter_kind_is_known"),
            choices.together("dispatched_by", "dispatched_at", "letter_dispatched_by_and_at"),
            models.CheckConstraint(
                condition=models.Q(status="DISPATCHED", dispatched_at__isnull=False)
                | (~models.Q(status="DISPATCHED") & models.Q(dispatched_at__isnull=True)),
                name="letter_dispatched_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["READY", "DISPATCHED"])
                | models.Q(file__isnull=False),
                name="letter_ready_has_its_file",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"

    @property
    def title(self) -> str:
        """The title of its kind (a message id of the rules)."""
        return KINDS[LetterCode(self.kind)].title

    @property
    def why_failed(self) -> str:
        """Why it could not be drawn, as a sentence; blank when it did not fail."""
        return sentence_of(self.failure)


def sentence_of(failure: str) -> str:
    """A failure as it is kept, as a sentence; blank for none.

    What was tried too often has a code for its reason: the outbox keeps no words. What
    names things has a code and the things, so that every reader has the sentence.
    """
    code, _space, detail = failure.partition(" ")
    if given_up := _GIVEN_UP.get(code):
        return str(given_up) % {"detail": detail}
    if code and not detail:
        return str(_NOT_DRAWN) % {"code": code}
    return gettext(failure) if failure else ""
