"""Tables of the ledger, and the triggers that make them append-only."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
-- A head is rewritten with every event: room on its page spares the index.
ALTER TABLE ledger_chainhead SET (fillfactor = 60);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION ledger_head_only_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the head of a chain only moves forward'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER head_moves_forward BEFORE UPDATE ON ledger_chainhead
    FOR EACH ROW WHEN (NEW.chain <> OLD.chain OR NEW.sequence <= OLD.sequence)
    EXECUTE FUNCTION ledger_head_only_moves_forward();
CREATE TRIGGER head_is_never_deleted BEFORE DELETE ON ledger_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER head_is_never_truncated BEFORE TRUNCATE ON ledger_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE OR DELETE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER checkpoint_is_never_truncated BEFORE TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""

NOT_APPEND_ONLY = """
-- A head is rewritten with every event: room on its page spares the index.
ALTER TABLE ledger_chainhead SET (fillfactor = 60);

DROP TRIGGER event_is_never_changed ON ledger_event;
DROP TRIGGER event_is_never_truncated ON ledger_event;
DROP TRIGGER head_moves_forward ON ledger_chainhead;
DROP TRIGGER head_is_never_deleted ON ledger_chainhead;
DROP TRIGGER head_is_never_truncated ON ledger_chainhead;
DROP TRIGGER checkpoint_is_never_changed ON ledger_checkpoint;
DROP TRIGGER checkpoint_is_never_truncated ON ledger_checkpoint;
DROP FUNCTION ledger_head_only_moves_forward();
DROP FUNCTION ledger_is_append_only();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "chain",
                    models.TextField(
                        db_collation="C", primary_key=True, serialize=False, verbose_name="chain"
                    ),
                ),
                ("sequence", models.BigIntegerField(verbose_name="sequence")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("mac", models.BinaryField(verbose_name="authentication code")),
                ("digest", models.BinaryField(verbose_name="digest")),
            ],
            options={
                "verbose_name": "chain head",
                "verbose_name_plural": "chain heads",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 0)),
                        name="chain_head_sequence_is_never_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.TextField(db_collation="C", verbose_name="chain")),
                ("sequence", models.BigIntegerField(verbose_name="sequence")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("verb", models.TextField(verbose_name="verb")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                ("actor_name", models.TextField(verbose_name="name of the actor")),
                ("data", models.JSONField(default=dict, verbose_name="data")),
                ("mac", models.BinaryField(verbose_name="authentication code")),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="one_event_per_place_in_a_chain"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 1)),
                        name="event_sequence_starts_at_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="number"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("root", models.BinaryField(verbose_name="Merkle root")),
                ("chains", models.BigIntegerField(verbose_name="number of chains")),
                ("events", models.BigIntegerField(verbose_name="number of events")),
                ("previous", models.BinaryField(verbose_name="hash of the checkpoint before")),
                ("public_key", models.TextField(verbose_name="public key")),
                ("signature", models.BinaryField(verbose_name="signature")),
            ],
            options={"verbose_name": "checkpoint", "verbose_name_plural": "checkpoints"},
        ),
        migrations.RunSQL(sql=APPEND_ONLY, reverse_sql=NOT_APPEND_ONLY),
    ]
