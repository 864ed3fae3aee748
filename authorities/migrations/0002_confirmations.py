"""What authorities said of their entries, and when they were asked; rows are only added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION authorities_confirmation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an authority was asked and said is only added';
END $$;
CREATE TRIGGER confirmation_stays BEFORE UPDATE OR DELETE ON authorities_confirmation
    FOR EACH ROW EXECUTE FUNCTION authorities_confirmation_stays();
CREATE TRIGGER confirmation_asked_stays BEFORE UPDATE OR DELETE ON authorities_confirmationasked
    FOR EACH ROW EXECUTE FUNCTION authorities_confirmation_stays();
"""
THAW = """
DROP TRIGGER confirmation_asked_stays ON authorities_confirmationasked;
DROP TRIGGER confirmation_stays ON authorities_confirmation;
DROP FUNCTION authorities_confirmation_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name="authority", old_name="confirmed_at", new_name="confirmed_on"
        ),
        migrations.AlterField(
            model_name="authority",
            name="confirmed_on",
            field=models.DateField(blank=True, null=True, verbose_name="last confirmed on"),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("LETTER", "letter"),
                            ("EMAIL", "e-mail"),
                            ("TELEPHONE", "telephone"),
                            ("MEETING", "meeting"),
                            ("OWN_PUBLICATION", "its own publication"),
                        ],
                        max_length=16,
                        verbose_name="by what means",
                    ),
                ),
                ("remark", models.TextField(blank=True, default="", verbose_name="remark")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("confirmed_by", models.CharField(max_length=160, verbose_name="confirmed by")),
                ("entry_version", models.PositiveIntegerField(verbose_name="version of the entry")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="confirmations",
                        to="authorities.authority",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation",
                "verbose_name_plural": "confirmations",
                "ordering": ("-confirmed_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_by", ""), _negated=True),
                        name="confirmation_says_who_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "means__in",
                                ["LETTER", "EMAIL", "TELEPHONE", "MEETING", "OWN_PUBLICATION"],
                            )
                        ),
                        name="confirmation_means_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("LETTER", "letter"),
                            ("EMAIL", "e-mail"),
                            ("TELEPHONE", "telephone"),
                            ("MEETING", "meeting"),
                            ("OWN_PUBLICATION", "its own publication"),
                        ],
                        max_length=16,
                        verbose_name="by what means",
                    ),
                ),
                ("remark", models.TextField(blank=True, default="", verbose_name="remark")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="asked",
                        to="authorities.authority",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "question about an entry",
                "verbose_name_plural": "questions about entries",
                "ordering": ("-asked_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "means__in",
                                ["LETTER", "EMAIL", "TELEPHONE", "MEETING", "OWN_PUBLICATION"],
                            )
                        ),
                        name="question_means_is_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
