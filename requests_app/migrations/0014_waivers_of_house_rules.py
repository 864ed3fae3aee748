"""Waivers of rules of the house, each decided by another than who asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0013_who_may_know_and_secrecy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "requirement",
                    models.CharField(
                        choices=[
                            ("HAS_ADDRESSEE", "An addressee whom the register or the draft names"),
                            (
                                "OUTCOME_PER_MEASURE",
                                "An outcome for every measure before the case is closed",
                            ),
                            ("RESULTS_HAVE_LEFT", "Results sent before the case is closed"),
                            ("OTHER_STATE_TOLD", "The other State told before the case is closed"),
                        ],
                        max_length=40,
                        verbose_name="house rule",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="reasons")),
                ("until_on", models.DateField(verbose_name="until")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("APPROVED", "Approved"), ("REFUSED", "Not approved")],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="waivers",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "waiver",
                "verbose_name_plural": "waivers",
                "ordering": ("request", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="waiver_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("verdict", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("verdict__in", ["APPROVED", "REFUSED"]),
                            ),
                            _connector="OR",
                        ),
                        name="waiver_decided_has_its_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="waiver_is_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("request",),
                        name="waiver_asked_one_at_a_time",
                    ),
                ],
            },
        ),
    ]
