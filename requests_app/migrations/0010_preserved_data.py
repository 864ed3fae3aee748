"""Preserved data and how their keeping ended, risks told of, letters on both, one more rhythm."""

from django.conf import settings
from django.db import migrations, models

from requests_app.models import choices
from requests_app.rules import preserved
from requests_app.rules.correspondence import Letter
from requests_app.rules.deadlines import Rhythm

_KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _person(**more: bool) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        on_delete=models.RESTRICT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("requests_app", "0009_depositary_letters"),
    )
    operations = (
        migrations.CreateModel(
            name="Preservation",
            fields=[
                ("id", _KEY.clone()),
                (
                    "measure",
                    models.OneToOneField(
                        on_delete=models.RESTRICT,
                        related_name="preservation",
                        to="requests_app.measure",
                    ),
                ),
                (
                    "custodian",
                    models.CharField(blank=True, max_length=300, verbose_name="custodian"),
                ),
                ("preserved_on", models.DateField(verbose_name="preserved on")),
                ("recorded_by", _person()),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "extension_asked_on",
                    models.DateField(blank=True, null=True, verbose_name="extension asked for on"),
                ),
                (
                    "kept_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.RESTRICT,
                        related_name="keeps",
                        to="requests_app.request",
                        verbose_name="request for the data",
                    ),
                ),
                (
                    "ended_as",
                    models.CharField(
                        choices=choices.of(preserved.KEEPING_LABELS),
                        default="KEPT",
                        max_length=10,
                        verbose_name="how it ended",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("ended_by", _person(null=True, blank=True)),
                ("account", models.TextField(blank=True, verbose_name="what became of the data")),
            ],
            options={
                "verbose_name": "preservation",
                "verbose_name_plural": "preservations",
                "ordering": ("measure",),
                "constraints": (
                    choices.one_of("ended_as", preserved.Keeping, "preservation_end_is_known"),
                    choices.together("ended_on", "ended_by", "preservation_ended_by_and_on"),
                    models.CheckConstraint(
                        condition=models.Q(ended_as="KEPT", ended_on__isnull=True)
                        | (~models.Q(ended_as="KEPT") & models.Q(ended_on__isnull=False)),
                        name="preservation_ended_has_its_day",
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="PreservationRisk",
            fields=[
                ("id", _KEY.clone()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=models.RESTRICT,
                        related_name="preservation_risks",
                        to="requests_app.request",
                    ),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=choices.of(preserved.RISK_LABELS),
                        max_length=12,
                        verbose_name="risk",
                    ),
                ),
                ("explanation", models.TextField(verbose_name="what the risk is")),
                ("told_on", models.DateField(verbose_name="told on")),
                ("told_by", _person()),
                (
                    "decision",
                    models.CharField(
                        choices=choices.of(preserved.RISK_ANSWER_LABELS),
                        default="OPEN",
                        max_length=8,
                        verbose_name="decision of the requesting State",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
            ],
            options={
                "verbose_name": "risk of a preservation",
                "verbose_name_plural": "risks of preservations",
                "ordering": ("request", "id"),
                "constraints": (
                    choices.one_of("risk", preserved.Risk, "preservation_risk_is_known"),
                    choices.one_of(
                        "decision", preserved.RiskAnswer, "preservation_risk_answer_is_known"
                    ),
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
                ),
            },
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_is_known"),
        migrations.AddConstraint(
            model_name="letter", constraint=choices.one_of("kind", Letter, "letter_kind_is_known")
        ),
        migrations.RemoveConstraint(model_name="clock", name="clock_rhythm_is_known"),
        migrations.AddConstraint(
            model_name="clock",
            constraint=choices.one_of("rhythm", Rhythm, "clock_rhythm_is_known"),
        ),
    )
