"""Requests know what the desk owes whoever's turn it is: letters to dispatch, a reply."""

from django.db import migrations, models

FILL = """
UPDATE requests_app_request r SET
    letters_waiting = (SELECT count(*) FROM requests_app_letter l
                       WHERE l.request_id = r.id AND l.status IN ('WAITING', 'READY', 'FAILED')),
    reply_owed = EXISTS (SELECT 1 FROM requests_app_clock c
                         WHERE c.request_id = r.id AND c.clock = 'D-STATUS-REPLY'
                           AND c.status = 'RUNNING')
"""


class Migration(migrations.Migration):
    dependencies = (("requests_app", "0005_conditions_are_for_measures"),)
    operations = (
        migrations.AddField(
            model_name="request",
            name="letters_waiting",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="letters in the house"),
        ),
        migrations.AddField(
            model_name="request",
            name="reply_owed",
            field=models.BooleanField(default=False, verbose_name="reply on the status owed"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    )
