"""What the workers run for the outbox. The rows say everything; arguments carry an id."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from mla.effects import carrier

#: Acknowledged after the work, given back when the worker is lost. The time
#: limits are those of the settings; a stretch of work ends well before.
OPTIONS: dict[str, Any] = {
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
}


@shared_task(name="mla.effects.tasks.carry_out", **OPTIONS)
def carry_out(effect_id: int) -> None:
    """The doorbell: this effect is tried now, then others that are due."""
    carrier.carry_out_due(clock=timezone.now, first=effect_id)


@shared_task(name="mla.effects.tasks.sweep", **OPTIONS)
def sweep() -> None:
    """Whatever is due is tried, whether or not the doorbell was heard."""
    carrier.carry_out_due(clock=timezone.now)
