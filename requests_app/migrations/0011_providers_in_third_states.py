"""Providers in third States that traffic data led to, and the letter that discloses the path."""

from django.conf import settings
from django.db import migrations, models

from requests_app.models import choices
from requests_app.rules.correspondence import Letter


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("authorities", "0001_initial"),
        ("requests_app", "0010_preserved_data"),
    )
    operations = (
        migrations.CreateModel(
            name="ProviderFound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=models.RESTRICT,
                        related_name="providers_found",
                        to="requests_app.request",
                    ),
                ),
                (
                    "third_state",
                    models.ForeignKey(
                        on_delete=models.RESTRICT,
                        related_name="+",
                        to="authorities.state",
                        verbose_name="third State",
                    ),
                ),
                ("provider", models.CharField(max_length=300, verbose_name="provider")),
                ("traffic_data", models.TextField(verbose_name="traffic data")),
                ("told_on", models.DateField(verbose_name="told on")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=models.RESTRICT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "followed_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=models.RESTRICT,
                        related_name="follows",
                        to="requests_app.request",
                        verbose_name="request to the third State",
                    ),
                ),
            ],
            options={
                "verbose_name": "provider found",
                "verbose_name_plural": "providers found",
                "ordering": ("request", "id"),
            },
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_is_known"),
        migrations.AddConstraint(
            model_name="letter", constraint=choices.one_of("kind", Letter, "letter_kind_is_known")
        ),
    )
