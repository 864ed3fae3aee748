"""A declaration may name the row of the rules that it opens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0002_confirmations"),
    ]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="opens",
            field=models.CharField(
                blank=True, default="", max_length=60, verbose_name="rule that it opens"
            ),
        ),
    ]
