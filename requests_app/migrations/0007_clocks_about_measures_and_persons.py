"""A clock may be about one measure or person, and has a rhythm by which notice of it is given."""

from django.db import migrations, models

from requests_app.rules.deadlines import Rhythm


class Migration(migrations.Migration):
    dependencies = (("requests_app", "0006_what_the_desk_owes"),)
    operations = (
        migrations.AddField(
            model_name="clock",
            name="about",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="about"),
        ),
        migrations.AddField(
            model_name="clock",
            name="rhythm",
            field=models.CharField(
                default="ORDINARY", max_length=10, verbose_name="rhythm of notices"
            ),
        ),
        migrations.RemoveConstraint(model_name="clock", name="clock_once_per_request"),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("request", "clock", "about"), name="clock_once_per_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(rhythm__in=[rhythm.value for rhythm in Rhythm]),
                name="clock_rhythm_is_known",
            ),
        ),
    )
