"""Letters of the house to depositaries; once dispatched they stay."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE TRIGGER dispatched_notification_stays BEFORE UPDATE OR DELETE
    ON requests_app_depositaryletter
    FOR EACH ROW EXECUTE FUNCTION requests_app_dispatched_letter_stays();
"""
THAW = "DROP TRIGGER dispatched_notification_stays ON requests_app_depositaryletter;"


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0002_confirmations"),
        ("requests_app", "0008_evidence_and_its_custody"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DepositaryLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(max_length=40, unique=True, verbose_name="reference"),
                ),
                ("instrument", models.CharField(max_length=24, verbose_name="instrument")),
                ("instrument_edition", models.CharField(max_length=32, verbose_name="edition")),
                ("language", models.CharField(max_length=3, verbose_name="language")),
                ("items", models.JSONField(verbose_name="what is notified")),
                ("context", models.JSONField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Prepared, to be approved"),
                            ("WAITING", "Being rendered"),
                            ("READY", "Ready to leave"),
                            ("FAILED", "Could not be rendered"),
                            ("DISPATCHED", "Dispatched"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PREPARED",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "failure",
                    models.CharField(blank=True, max_length=300, verbose_name="why it failed"),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="prepared at")),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CENTRAL_AUTHORITY", "Between central authorities"),
                            ("DIPLOMATIC", "Diplomatic channel"),
                            ("INTERPOL", "INTERPOL"),
                            ("DIRECT_JUDICIAL", "Directly between judicial authorities"),
                            ("CONTACT_24_7", "24/7 contact points"),
                        ],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                (
                    "dispatched_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dispatched at"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="authorities.authority",
                    ),
                ),
                (
                    "dispatched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="requests_app.storedfile",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter to a depositary",
                "verbose_name_plural": "letters to depositaries",
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "PREPARED",
                                    "WAITING",
                                    "READY",
                                    "FAILED",
                                    "DISPATCHED",
                                    "CANCELLED",
                                ],
                            )
                        ),
                        name="depositary_letter_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="depositary_letter_approved_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dispatched_at__isnull", True), ("dispatched_by__isnull", True)
                            ),
                            models.Q(
                                ("dispatched_at__isnull", False), ("dispatched_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="depositary_letter_dispatched_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="depositary_letter_is_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["PREPARED", "CANCELLED"]),
                            models.Q(("approved_at__isnull", False), ("context__isnull", False)),
                            _connector="OR",
                        ),
                        name="depositary_letter_is_approved_before_it_is_drawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dispatched_at__isnull", False), ("status", "DISPATCHED")),
                            models.Q(
                                models.Q(("status", "DISPATCHED"), _negated=True),
                                ("dispatched_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="depositary_letter_dispatched_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["READY", "DISPATCHED"]), _negated=True),
                            ("file__isnull", False),
                            _connector="OR",
                        ),
                        name="depositary_letter_ready_has_its_file",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
