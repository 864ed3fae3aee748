"""Uses of the fast path and their reviews, what follows an emergency, accounts of use; the
letters that belong to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from requests_app.models import choices
from requests_app.rules.correspondence import Letter


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0014_waivers_of_house_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=40, verbose_name="action")),
                ("used_at", models.DateTimeField(verbose_name="used at")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("JUSTIFIED", "The fast path was justified"),
                            ("NOT_JUSTIFIED", "The fast path was not justified"),
                        ],
                        max_length=16,
                        verbose_name="finding",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                (
                    "reviewed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reviewed at"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="emergency_uses",
                        to="requests_app.request",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "use of the fast path",
                "verbose_name_plural": "uses of the fast path",
                "ordering": ("request", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(
                                ("reviewed_at__isnull", False), ("reviewed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="fast_path_reviewed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", ""), ("reviewed_at__isnull", True)),
                            models.Q(
                                ("finding__in", ["JUSTIFIED", "NOT_JUSTIFIED"]),
                                ("reviewed_at__isnull", False),
                                models.Q(("reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="fast_path_review_has_finding_and_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("used_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="fast_path_reviewed_by_another_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="asked for by")),
                ("came_on", models.DateField(verbose_name="came on")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="follow_ups",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up of an emergency",
                "verbose_name_plural": "follow-ups of emergencies",
                "ordering": ("request", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("request", "kind"), name="follow_up_comes_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UseEnquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField(verbose_name="question")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("account", models.TextField(blank=True, verbose_name="account")),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="use_enquiries",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "enquiry about use",
                "verbose_name_plural": "enquiries about use",
                "ordering": ("request", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answered_on__isnull", False),
                                models.Q(("account", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="use_answered_has_an_account",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_is_known"),
        migrations.AddConstraint(
            model_name="letter", constraint=choices.one_of("kind", Letter, "letter_kind_is_known")
        ),
    ]
