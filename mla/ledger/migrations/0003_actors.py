"""Persons in the ledger are kept by a row each, no longer by a foreign key of every event."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP_ACTORS = """
INSERT INTO ledger_actor (person_id) SELECT DISTINCT actor_id FROM ledger_event;
-- A trigger cannot be made while the new rows wait for their foreign key to be looked up.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

CREATE FUNCTION ledger_keeps_actors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_actor (person_id)
    SELECT DISTINCT actor_id FROM fresh
    WHERE NOT EXISTS (SELECT FROM ledger_actor WHERE person_id = actor_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER event_keeps_its_actor AFTER INSERT ON ledger_event
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keeps_actors();

CREATE TRIGGER actor_is_never_changed BEFORE UPDATE OR DELETE ON ledger_actor
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER actor_is_never_truncated BEFORE TRUNCATE ON ledger_actor
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""

DO_NOT_KEEP_ACTORS = """
DROP TRIGGER actor_is_never_truncated ON ledger_actor;
DROP TRIGGER actor_is_never_changed ON ledger_actor;
DROP TRIGGER event_keeps_its_actor ON ledger_event;
DROP FUNCTION ledger_keeps_actors();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ledger", "0002_verifications_asked_for"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
            ],
            options={"verbose_name": "actor", "verbose_name_plural": "actors"},
        ),
        migrations.RunSQL(sql=KEEP_ACTORS, reverse_sql=DO_NOT_KEEP_ACTORS),
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="actor",
            ),
        ),
    ]
