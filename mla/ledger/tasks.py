"""What the workers run for the ledger."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from mla.ledger.checkpointing import take_checkpoint


@shared_task(name="mla.ledger.tasks.checkpoint", ignore_result=True)
def checkpoint() -> None:
    """A signed checkpoint lies outside the database when something was recorded since the last.

    It may run twice or not at all: the next one covers what this one missed.
    """
    take_checkpoint(at=timezone.now(), directory=Path(settings.MLA_CHECKPOINT_DIR))
