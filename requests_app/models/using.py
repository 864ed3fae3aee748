"""What is asked and said on the use of evidence, and what became of accepted conditions."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models import choices
from requests_app.models.evidence import link, link_items
from requests_app.models.lifecycle.moves import moves
from requests_app.rules import consent
from requests_app.rules.consent import Answer, ConsentFacts, DisclosureFacts, Purpose
from requests_app.rules.custody import Step

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Consent(models.Model):
    """Consent to another use: what was asked, by which side, and the answer. Without items it
    is about all that was given."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="consents"
    )
    by_other_state = models.BooleanField(_("asked by the other State"))
    evidence = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    purpose = models.CharField(
        _("for what"), max_length=12, choices=choices.of(consent.PURPOSE_LABELS)
    )
    matter = models.TextField(_("case or proceedings"))
    receiver = models.CharField(_("third State or organisation"), max_length=300, blank=True)
    asked_on = models.DateField(_("asked on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    answer = models.CharField(
        _("answer"), max_length=8, choices=choices.of(consent.ANSWER_LABELS), blank=True
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=300, blank=True)
    reasons = models.TextField(_("reasons and terms"), blank=True)

    class Meta:
        verbose_name = _("consent to another use")
        verbose_name_plural = _("consents to another use")
        ordering = ("request", "id")
        constraints = (
            choices.one_of("purpose", Purpose, "consent_purpose_is_known"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on__isnull=True)
                | models.Q(answer__in=["GRANTED", "REFUSED"], answered_on__isnull=False),
                name="consent_answered_has_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="PASSED_ON") ^ models.Q(receiver=""),
                name="consent_passed_on_has_its_receiver",
            ),
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(answered_on__isnull=True),
                name="consent_asked_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.request_id}"

    @property
    def facts(self) -> ConsentFacts:
        """What the rules may know of it."""
        return ConsentFacts(
            Purpose(self.purpose),
            frozenset(self.evidence),
            self.receiver,
            Answer(self.answer) if self.answer else None,
            self.recorded_by_id,
        )


class Disclosure(models.Model):
    """A disclosure of what exculpates an accused person: announced, or told of afterwards."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="disclosures"
    )
    by_other_state = models.BooleanField(_("by the other State"))
    evidence = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    matter = models.TextField(_("what is disclosed"))
    told_on = models.DateField(_("told on"))
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    consultation_asked_on = models.DateField(_("consultation asked on"), null=True, blank=True)
    concern = models.TextField(_("what stands in the way"), blank=True)
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    consultation = models.TextField(_("what was put to them"), blank=True)
    disclosed_on = models.DateField(_("disclosed on"), null=True, blank=True)
    why_no_notice = models.TextField(_("why no notice was possible"), blank=True)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(why_no_notice="") | models.Q(disclosed_on__isnull=False),
                name="disclosure_without_notice_has_happened",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.told_on}"

    @property
    def facts(self) -> DisclosureFacts:
        """What the rules may know of it."""
        return DisclosureFacts(
            self.consultation_asked_on is not None, self.consulted_on is not None
        )


class ConditionEventKind(models.TextChoices):
    """What can become of conditions, and of what was given on them."""

    BREACH = "BREACH", _("Breach of conditions")
    INABILITY = "INABILITY", _("A condition that cannot be kept")
    USE_QUESTION = "USE_QUESTION", _("Question how it was used")
    USE_REPORT = "USE_REPORT", _("Report on the use")


class ConditionEvent(models.Model):
    """One thing said of accepted conditions or of the use; rows are only added."""

    request = models.ForeignKey(
        "requests_app.Request", on_delete=models.RESTRICT, related_name="condition_events"
    )
    kind = models.CharField(
        _("what it is about"), max_length=12, choices=ConditionEventKind.choices
    )
    by_other_state = models.BooleanField(_("said by the other State"))
    text = models.TextField(_("text"))
    happened_on = models.DateField(_("on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("event of conditions")
        verbose_name_plural = _("events of conditions")
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=ConditionEventKind.values),
                name="condition_event_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class Using:
    """The transitions of use: consent, disclosure, what becomes of conditions."""

    @moves("ask_consent")
    def ask_consent(self, move: "Move") -> None:
        ask_consent(move, on=move.today, by_other_state=False)

    @moves("record_consent")
    def record_consent(self, move: "Move") -> None:
        answer_consent(move, on=move.given["received_on"], by=move.given["answered_by"])

    @moves("use_otherwise")
    def use_otherwise(self, move: "Move") -> None:
        onward = move.given["purpose"] == Purpose.PASSED_ON
        link(
            move,
            Step.PASSED_ON if onward else Step.USED,
            on=move.given["happened_on"],
            who=str(move.request.home_authority),
            whom=move.given["receiver"],
            remark=move.given["matter"],
        )

    @moves("record_consent_request")
    def record_consent_request(self, move: "Move") -> None:
        ask_consent(move, on=move.given["received_on"], by_other_state=True)

    @moves("answer_consent")
    def answer_consent(self, move: "Move") -> None:
        answer_consent(move, on=move.today, by=str(move.request.home_authority))

    @moves("notify_disclosure")
    def notify_disclosure(self, move: "Move") -> None:
        announce(move, on=move.today, by_other_state=False, planned_on=move.given["planned_on"])

    @moves("record_disclosure_answer")
    def record_disclosure_answer(self, move: "Move") -> None:
        given = move.given
        _latest(move, consultation_asked_on=given["received_on"], concern=given["answer"])

    @moves("consult_on_disclosure")
    def consult_on_disclosure(self, move: "Move") -> None:
        _latest(move, consulted_on=move.today, consultation=move.given["text"])

    @moves("record_disclosure")
    def record_disclosure(self, move: "Move") -> None:
        found = _latest(move, disclosed_on=move.given["happened_on"])
        _disclosed(move, found.evidence, found.matter)

    @moves("disclose_without_notice")
    def disclose_without_notice(self, move: "Move") -> None:
        given = move.given
        found = announce(
            move,
            on=move.today,
            by_other_state=False,
            disclosed_on=given["happened_on"],
            why_no_notice=given["reasons"],
        )
        _disclosed(move, found.evidence, found.matter)

    @moves("record_disclosure_notice")
    def record_disclosure_notice(self, move: "Move") -> None:
        announce(move, on=move.given["received_on"], by_other_state=True)

    @moves("ask_disclosure_consultation")
    def ask_disclosure_consultation(self, move: "Move") -> None:
        _latest(move, consultation_asked_on=move.today, concern=move.given["text"])

    @moves("report_breach")
    def report_breach(self, move: "Move") -> None:
        say(move, "BREACH", on=move.today, by_other_state=False)

    @moves("tell_inability")
    def tell_inability(self, move: "Move") -> None:
        say(move, "INABILITY", on=move.today, by_other_state=False)

    @moves("record_use_question")
    def record_use_question(self, move: "Move") -> None:
        say(move, "USE_QUESTION", on=move.given["received_on"], by_other_state=True)

    @moves("report_use")
    def report_use(self, move: "Move") -> None:
        say(move, "USE_REPORT", on=move.today, by_other_state=False)

    @moves("record_breach")
    def record_breach(self, move: "Move") -> None:
        say(move, "BREACH", on=move.given["received_on"], by_other_state=True)

    @moves("record_inability")
    def record_inability(self, move: "Move") -> None:
        say(move, "INABILITY", on=move.given["received_on"], by_other_state=True)

    @moves("ask_use")
    def ask_use(self, move: "Move") -> None:
        say(move, "USE_QUESTION", on=move.today, by_other_state=False)

    @moves("record_use_report")
    def record_use_report(self, move: "Move") -> None:
        say(move, "USE_REPORT", on=move.given["received_on"], by_other_state=True)


def _items(move: "Move") -> list[int]:
    return [int(number) for number in move.given["evidence"]]


def ask_consent(move: "Move", *, on: date, by_other_state: bool) -> None:
    """A consent is asked for, by one side or the other."""
    Consent.objects.create(
        request=move.request,
        by_other_state=by_other_state,
        evidence=_items(move),
        purpose=move.given["purpose"],
        matter=move.given["matter"],
        receiver=move.given["receiver"],
        asked_on=on,
        recorded_by=move.by,
    )


def answer_consent(move: "Move", *, on: date, by: str) -> None:
    """The consent that was asked for has its answer."""
    Consent.objects.filter(request=move.request, answered_on=None).update(
        answer=move.given["answer"],
        answered_on=on,
        answered_by=by,
        reasons=move.given["reasons"],
    )


def announce(move: "Move", *, on: date, by_other_state: bool, **rest: object) -> Disclosure:
    """A disclosure is on record, before or after it took place."""
    return Disclosure.objects.create(
        request=move.request,
        by_other_state=by_other_state,
        evidence=_items(move),
        matter=move.given["matter"],
        told_on=on,
        **rest,
    )


def _latest(move: "Move", **changes: object) -> Disclosure:
    """The disclosure announced last, changed."""
    found = Disclosure.objects.filter(request=move.request).latest("id")
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=list(changes))
    return found


def _disclosed(move: "Move", numbers: list[int], matter: str) -> None:
    link_items(
        move,
        Step.DISCLOSED,
        numbers=numbers,
        on=move.given["happened_on"],
        who=str(move.request.home_authority),
        remark=matter,
    )


def say(move: "Move", kind: str, *, on: date, by_other_state: bool) -> None:
    """What was said of conditions or of the use is on record."""
    ConditionEvent.objects.create(
        request=move.request,
        kind=kind,
        by_other_state=by_other_state,
        text=move.given["text"],
        happened_on=on,
        recorded_by=move.by,
    )
