"""Who may know of a request, and what was told where it cannot stay secret."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0012_use_and_what_became_of_conditions"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="restricted_to",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=None,
                null=True,
                size=None,
                verbose_name="who may know of it",
            ),
        ),
        migrations.CreateModel(
            name="SecrecyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_on", models.DateField(verbose_name="told on")),
                ("reasons", models.TextField(verbose_name="what cannot be kept secret, and why")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GO_ON", "Execute it nevertheless"),
                            ("NOT_EXECUTED", "Do not execute it"),
                        ],
                        max_length=12,
                        verbose_name="decision",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="secrecy_notices",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice on secrecy",
                "verbose_name_plural": "notices on secrecy",
                "ordering": ("request", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answer__in", ["GO_ON", "NOT_EXECUTED"]),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="secrecy_decided_has_its_date",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_on__isnull", True)),
                        fields=("request",),
                        name="secrecy_told_one_at_a_time",
                    ),
                ],
            },
        ),
    ]
