"""A clock names its sweep without a constraint: see docs/speed.md."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0003_room_for_a_whole_line"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clock",
            name="sweep",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="clocks",
                to="requests_app.clocksweep",
            ),
        ),
    ]
