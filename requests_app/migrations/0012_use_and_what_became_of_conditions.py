"""Consent to another use, disclosures, and what became of accepted conditions."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from requests_app.models.choices import of
from requests_app.rules import consent

FREEZE = """
CREATE FUNCTION requests_app_condition_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what became of conditions is only added to';
END $$;
CREATE TRIGGER condition_event_stays BEFORE UPDATE OR DELETE ON requests_app_conditionevent
    FOR EACH ROW EXECUTE FUNCTION requests_app_condition_event_stays();
"""
THAW = """
DROP TRIGGER condition_event_stays ON requests_app_conditionevent;
DROP FUNCTION requests_app_condition_event_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0011_providers_in_third_states"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConditionEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BREACH", "Breach of conditions"),
                            ("INABILITY", "A condition that cannot be kept"),
                            ("USE_QUESTION", "Question how it was used"),
                            ("USE_REPORT", "Report on the use"),
                        ],
                        max_length=12,
                        verbose_name="what it is about",
                    ),
                ),
                ("by_other_state", models.BooleanField(verbose_name="said by the other State")),
                ("text", models.TextField(verbose_name="text")),
                ("happened_on", models.DateField(verbose_name="on")),
            ],
            options={
                "verbose_name": "event of conditions",
                "verbose_name_plural": "events of conditions",
                "ordering": ("request", "id"),
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_other_state", models.BooleanField(verbose_name="asked by the other State")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            (
                                "OTHER_CASE",
                                "Use in another investigation, prosecution or proceeding",
                            ),
                            ("PASSED_ON", "Passing on to a third State or an organisation"),
                        ],
                        max_length=12,
                        verbose_name="for what",
                    ),
                ),
                ("matter", models.TextField(verbose_name="case or proceedings")),
                (
                    "receiver",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="third State or organisation"
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked on")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=of(consent.ANSWER_LABELS),
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=300, verbose_name="answered by"),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons and terms")),
            ],
            options={
                "verbose_name": "consent to another use",
                "verbose_name_plural": "consents to another use",
                "ordering": ("request", "id"),
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_other_state", models.BooleanField(verbose_name="by the other State")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("matter", models.TextField(verbose_name="what is disclosed")),
                ("told_on", models.DateField(verbose_name="told on")),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned for")),
                (
                    "consultation_asked_on",
                    models.DateField(blank=True, null=True, verbose_name="consultation asked on"),
                ),
                ("concern", models.TextField(blank=True, verbose_name="what stands in the way")),
                (
                    "consulted_on",
                    models.DateField(blank=True, null=True, verbose_name="consulted on"),
                ),
                ("consultation", models.TextField(blank=True, verbose_name="what was put to them")),
                (
                    "disclosed_on",
                    models.DateField(blank=True, null=True, verbose_name="disclosed on"),
                ),
                (
                    "why_no_notice",
                    models.TextField(blank=True, verbose_name="why no notice was possible"),
                ),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ("request", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="custody",
            name="custody_step_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="custody",
            name="custody_given_away_has_its_receiver",
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "RECEIVED",
                            "SEALED",
                            "HANDED_OVER",
                            "COPIED",
                            "DELIVERED",
                            "RECEIPT",
                            "RETURNED",
                            "DESTROYED",
                            "USED",
                            "PASSED_ON",
                            "DISCLOSED",
                        ],
                    )
                ),
                name="custody_step_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("step__in", ["HANDED_OVER", "RETURNED", "DELIVERED", "PASSED_ON"]),
                        _negated=True,
                    ),
                    models.Q(("whom", ""), _negated=True),
                    _connector="OR",
                ),
                name="custody_given_away_has_its_receiver",
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="conditionevent",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="condition_events",
                to="requests_app.request",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="consents",
                to="requests_app.request",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="disclosures",
                to="requests_app.request",
            ),
        ),
        migrations.AddConstraint(
            model_name="conditionevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["BREACH", "INABILITY", "USE_QUESTION", "USE_REPORT"])
                ),
                name="condition_event_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["OTHER_CASE", "PASSED_ON"])),
                name="consent_purpose_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on__isnull", True)),
                    models.Q(
                        ("answer__in", ["GRANTED", "REFUSED"]), ("answered_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="consent_answered_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose", "PASSED_ON"), ("receiver", ""), _connector="XOR"),
                name="consent_passed_on_has_its_receiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_on__isnull", True)),
                fields=("request",),
                name="consent_asked_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("why_no_notice", ""), ("disclosed_on__isnull", False), _connector="OR"
                ),
                name="disclosure_without_notice_has_happened",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
