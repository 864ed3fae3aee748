"""Conditions are offered for measures; those still open were offered for every open measure."""

import django.contrib.postgres.fields
from django.db import migrations, models

FILL = """
UPDATE requests_app_condition c SET measures = (
    SELECT coalesce(array_agg(m.number ORDER BY m.number), '{}') FROM requests_app_measure m
    WHERE m.request_id = c.request_id
      AND m.outcome NOT IN ('REFUSED', 'EXECUTED', 'NOT_POSSIBLE', 'WITHDRAWN')
) WHERE c.status = 'OFFERED'
"""


class Migration(migrations.Migration):
    dependencies = (("requests_app", "0004_a_sweep_is_not_looked_up_again"),)
    operations = (
        migrations.AddField(
            model_name="condition",
            name="measures",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    )
