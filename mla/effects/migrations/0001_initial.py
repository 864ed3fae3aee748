"""Tables of the outbox."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effect_key", models.TextField(unique=True, verbose_name="key")),
                ("kind", models.TextField(verbose_name="kind")),
                ("payload", models.JSONField(default=dict, verbose_name="payload")),
                ("subject", models.TextField(blank=True, default="", verbose_name="subject")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("PENDING", "Waiting"),
                            ("CLAIMED", "Being carried out"),
                            ("DONE", "Done"),
                            ("PARKED", "Parked: a person must look"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        db_default="PENDING",
                        default="PENDING",
                        verbose_name="state",
                    ),
                ),
                ("urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("attempts", models.IntegerField(db_default=0, default=0, verbose_name="attempts")),
                ("failures", models.IntegerField(db_default=0, default=0, verbose_name="failures")),
                (
                    "lapses",
                    models.IntegerField(db_default=0, default=0, verbose_name="lost workers"),
                ),
                ("worker", models.TextField(blank=True, null=True, verbose_name="worker")),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="lease until"),
                ),
                (
                    "last_error",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="last error"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="written"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
            ],
            options={
                "verbose_name": "effect",
                "verbose_name_plural": "effects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["PENDING", "CLAIMED"])),
                        fields=["-urgent", "due_at", "id"],
                        name="effects_to_carry_out",
                    ),
                    models.Index(fields=["subject"], name="effects_by_subject"),
                    models.Index(
                        condition=models.Q(("state__in", ["PENDING", "CLAIMED", "PARKED"])),
                        fields=["id"],
                        name="effects_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["PENDING", "CLAIMED", "DONE", "PARKED", "CANCELLED"])
                        ),
                        name="effect_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease_until__isnull", False),
                                ("state", "CLAIMED"),
                                ("worker__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "CLAIMED"), _negated=True),
                                ("lease_until__isnull", True),
                                ("worker__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="effect_is_leased_exactly_while_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "DONE")),
                            models.Q(
                                models.Q(("state", "DONE"), _negated=True),
                                ("done_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="effect_is_done_exactly_when_it_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "PARKED"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="parked_effect_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effect_key", ""), _negated=True),
                            models.Q(("kind", ""), _negated=True),
                        ),
                        name="effect_has_key_and_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Switch",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, primary_key=True, serialize=False, verbose_name="number"
                    ),
                ),
                ("paused", models.BooleanField(default=False, verbose_name="paused")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "switch",
                "verbose_name_plural": "switches",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="there_is_one_switch_for_effects"
                    )
                ],
            },
        ),
    ]
