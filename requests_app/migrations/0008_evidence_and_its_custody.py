"""Evidence item by item, and its chain of custody; both are only added to."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from requests_app.models.choices import of
from requests_app.rules import custody
from requests_app.rules.correspondence import Letter

FREEZE = """
CREATE FUNCTION requests_app_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence and its custody are only added to';
END $$;
CREATE TRIGGER evidence_stays BEFORE UPDATE OR DELETE ON requests_app_evidence
    FOR EACH ROW EXECUTE FUNCTION requests_app_evidence_stays();
CREATE TRIGGER custody_stays BEFORE UPDATE OR DELETE ON requests_app_custody
    FOR EACH ROW EXECUTE FUNCTION requests_app_evidence_stays();
"""
THAW = """
DROP TRIGGER custody_stays ON requests_app_custody;
DROP TRIGGER evidence_stays ON requests_app_evidence;
DROP FUNCTION requests_app_evidence_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0007_clocks_about_measures_and_persons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Custody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=of(custody.STEP_LABELS),
                        max_length=12,
                        verbose_name="step",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                ("who", models.CharField(max_length=300, verbose_name="by")),
                ("whom", models.CharField(blank=True, max_length=300, verbose_name="to")),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=of(custody.MEANS_LABELS),
                        max_length=16,
                        verbose_name="means",
                    ),
                ),
                ("receipt_owed", models.BooleanField(default=False, verbose_name="receipt owed")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "link of custody",
                "verbose_name_plural": "links of custody",
                "ordering": ("evidence", "id"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="what it is")),
                (
                    "sort",
                    models.CharField(
                        choices=of(custody.SORT_LABELS),
                        max_length=12,
                        verbose_name="sort",
                    ),
                ),
                ("medium", models.CharField(blank=True, max_length=300, verbose_name="medium")),
                (
                    "stated_size",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="size as stated"
                    ),
                ),
                (
                    "stated_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 as stated"),
                ),
                (
                    "limits",
                    models.TextField(blank=True, verbose_name="limits on use stated with it"),
                ),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
            ],
            options={
                "verbose_name": "item of evidence",
                "verbose_name_plural": "items of evidence",
                "ordering": ("request", "number"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_is_known",
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind.value for kind in Letter])),
                name="letter_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="custody",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="document",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="evidence",
                to="requests_app.document",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="registered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="evidence",
                to="requests_app.request",
            ),
        ),
        migrations.AddField(
            model_name="custody",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="custody",
                to="requests_app.evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("request", "number"), name="evidence_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("sort__in", ["RECORD", "DATA", "STATEMENT", "OBJECT"])),
                name="evidence_sort_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("document__isnull", False),
                    models.Q(("medium", ""), _negated=True),
                    _connector="OR",
                ),
                name="evidence_is_kept_here_or_described",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("measures__len__gt", 0)), name="evidence_comes_from_a_measure"
            ),
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
                    models.Q(("step__in", ["HANDED_OVER", "RETURNED", "DELIVERED"]), _negated=True),
                    models.Q(("whom", ""), _negated=True),
                    _connector="OR",
                ),
                name="custody_given_away_has_its_receiver",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
