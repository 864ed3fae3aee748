"""Evidence: what came or was gathered, item by item, and the hands it went through.

Both tables are only added to; a trigger refuses every change.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.models.lifecycle.moves import moves
from requests_app.rules import custody
from requests_app.rules.custody import EvidenceFacts, Link, Means, Sort, Step

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Evidence(models.Model):
    """One item: a document of the case that is kept here, or a thing described by its medium."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="evidence"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    measures = ArrayField(models.PositiveSmallIntegerField())
    title = models.CharField(_("what it is"), max_length=300)
    sort = models.CharField(_("sort"), max_length=12, choices=choices.of(custody.SORT_LABELS))
    document = models.OneToOneField(
        "requests_app.Document",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="evidence",
    )
    medium = models.CharField(_("medium"), max_length=300, blank=True)
    stated_size = models.PositiveBigIntegerField(_("size as stated"), null=True, blank=True)
    stated_sha256 = models.CharField(_("SHA-256 as stated"), max_length=64, blank=True)
    limits = models.TextField(_("limits on use stated with it"), blank=True)
    registered_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("item of evidence")
        verbose_name_plural = _("items of evidence")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="evidence_number_is_unique"),
            choices.one_of("sort", Sort, "evidence_sort_is_known"),
            models.CheckConstraint(
                condition=models.Q(document__isnull=False) | ~models.Q(medium=""),
                name="evidence_is_kept_here_or_described",
            ),
            models.CheckConstraint(
                condition=models.Q(measures__len__gt=0), name="evidence_comes_from_a_measure"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"

    @property
    def chain(self) -> tuple[Link, ...]:
        """Its chain of custody, in the order it was recorded."""
        return tuple(entry.facts for entry in sorted(self.custody.all(), key=lambda e: e.pk))

    @property
    def facts(self) -> EvidenceFacts:
        """What the rules may know of it."""
        return EvidenceFacts(self.number, self.title, tuple(self.measures), self.chain)

    @property
    def sha256(self) -> str:
        """The hash found at receipt; where the item is not kept here, the one stated."""
        return self.document.file.sha256 if self.document else self.stated_sha256

    @property
    def size(self) -> int | None:
        """In bytes: as found at receipt, else as stated."""
        return self.document.file.size if self.document else self.stated_size

    @property
    def hash_agrees(self) -> bool | None:
        """Whether what was found is what was stated; None where one of the two is not there."""
        if self.document is None or not self.stated_sha256:
            return None
        return bool(self.document.file.sha256 == self.stated_sha256)


class Custody(models.Model):
    """One link of the chain of custody of one item."""

    evidence = models.ForeignKey(Evidence, on_delete=models.RESTRICT, related_name="custody")
    step = models.CharField(_("step"), max_length=12, choices=choices.of(custody.STEP_LABELS))
    happened_on = models.DateField(_("on"))
    who = models.CharField(_("by"), max_length=300)
    whom = models.CharField(_("to"), max_length=300, blank=True)
    means = models.CharField(
        _("means"), max_length=16, choices=choices.of(custody.MEANS_LABELS), blank=True
    )
    receipt_owed = models.BooleanField(_("receipt owed"), default=False)
    remark = models.TextField(_("remark"), blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("link of custody")
        verbose_name_plural = _("links of custody")
        ordering = ("evidence", "id")
        constraints = (
            choices.one_of("step", Step, "custody_step_is_known"),
            models.CheckConstraint(
                condition=~models.Q(step__in=["HANDED_OVER", "RETURNED", "DELIVERED", "PASSED_ON"])
                | ~models.Q(whom=""),
                name="custody_given_away_has_its_receiver",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.evidence_id}"

    @property
    def facts(self) -> Link:
        """What the rules may know of it."""
        return Link(
            Step(self.step),
            self.happened_on,
            self.who,
            self.whom,
            Means(self.means) if self.means else None,
            self.receipt_owed,
        )


class Keeping:
    """The transitions of evidence, on either side."""

    @moves("register_evidence")
    def register_evidence(self, move: "Move") -> None:
        register(move)

    @moves("record_custody")
    def record_custody(self, move: "Move") -> None:
        given = move.given
        link(
            move,
            given["step"],
            on=given["happened_on"],
            who=given["done_by"],
            whom=given["given_to"],
            remark=given["remark"],
        )

    @moves("deliver_evidence")
    def deliver_evidence(self, move: "Move") -> None:
        link(
            move,
            Step.DELIVERED,
            on=move.given["happened_on"],
            who=str(move.request.home_authority),
            whom=move.given["delivered_to"],
            means=move.given["means"],
            receipt_owed=move.given["receipt_asked"],
        )

    @moves("record_evidence_receipt")
    def record_evidence_receipt(self, move: "Move") -> None:
        link(move, Step.RECEIPT, on=move.given["happened_on"], who=move.given["confirmed_by"])

    @moves("acknowledge_evidence")
    def acknowledge_evidence(self, move: "Move") -> None:
        link(move, Step.RECEIPT, on=move.today, who=str(move.request.home_authority))


def register(move: "Move") -> None:
    """The item is on record with the next number, and its chain begins with its receipt."""
    given, request = move.given, move.request
    number = request.evidence.count() + 1
    item = Evidence.objects.create(
        request=request,
        number=number,
        measures=[int(number) for number in given["measures"]],
        title=given["title"],
        sort=given["sort"],
        document=move.attach() if given["file"] else None,
        medium=given["medium"],
        stated_size=given["stated_size"],
        stated_sha256=given["stated_sha256"].lower(),
        limits=given["limits"],
        registered_by=move.by,
        registered_at=move.at,
    )
    _link_all(
        move,
        [item],
        Step.RECEIVED,
        on=given["received_on"],
        who=given["handed_by"],
        means=given["means"],
        receipt_owed=given["receipt_asked"],
    )


def link(move: "Move", step: str, *, on: date, who: str, **rest: object) -> None:
    """Every item that was chosen has one more link in its chain."""
    numbers = [int(number) for number in move.given["evidence"]]
    link_items(move, step, numbers=numbers, on=on, who=who, **rest)


def link_items(
    move: "Move", step: str, *, numbers: list[int], on: date, who: str, **rest: object
) -> None:
    """These items have one more link in their chains; without numbers, every item has."""
    items = Evidence.objects.filter(request=move.request)
    if numbers:
        items = items.filter(number__in=numbers)
    _link_all(move, items, step, on=on, who=who, **rest)


def _link_all(
    move: "Move", items: Iterable[Evidence], step: str, *, on: date, who: str, **rest: object
) -> None:
    Custody.objects.bulk_create(
        Custody(
            evidence=item,
            step=step,
            happened_on=on,
            who=who,
            recorded_by=move.by,
            recorded_at=move.at,
            **rest,
        )
        for item in items
    )
