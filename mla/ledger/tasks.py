"""What the workers run for the ledger."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from mla.ledger import verifying
from mla.ledger.checkpointing import take_checkpoint

LONGEST_WALK = 6 * 60 * 60
"""Seconds after which a walk through the ledger is broken off (house rule)."""


@shared_task(name="mla.ledger.tasks.checkpoint", ignore_result=True)
def checkpoint() -> None:
    """A signed checkpoint lies outside the database when something was recorded since the last.

    It may run twice or not at all: the next one covers what this one missed.
    """
    take_checkpoint(at=timezone.now(), directory=Path(settings.MLA_CHECKPOINT_DIR))


@shared_task(
    name=verifying.TASK,
    ignore_result=True,
    acks_late=False,
    soft_time_limit=LONGEST_WALK,
    time_limit=LONGEST_WALK + 60,
)
def verify() -> None:
    """The verification that somebody asked for is carried out, if there is one.

    Beat calls it every minute too, for what the broker or a lost worker let fall.
    """
    verifying.carry_out(clock=timezone.now)
