"""What workers and beat run for requests. The rows say everything; arguments carry ids."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from mla import effects
from mla.effects.tasks import OPTIONS
from requests_app import depositary, notices, operations, vault
from requests_app.letters import carry
from requests_app.models import DepositaryLetter


@shared_task(name="requests_app.tasks.scan_deadlines", **OPTIONS)
def scan_deadlines() -> None:
    """Clocks whose notice is due are noted; beat may call this never, once or twice."""
    notices.scan(at=timezone.now())


@shared_task(name="requests_app.tasks.sweep_orphans", **OPTIONS)
def sweep_orphans() -> None:
    """Bytes whose upload came to nothing are gone."""
    vault.sweep_orphans(at=timezone.now())


@effects.on_parked
def letter_given_up(work: effects.Work, reason: str, at: datetime) -> None:
    """A letter that no worker could render says so on its case, for a person to look at."""
    if work.kind == operations.RENDER:
        carry.give_up(work.payload["letter"], reason)
    if work.kind == depositary.RENDER:
        carry.give_up(work.payload["letter"], reason, of=DepositaryLetter)


@effects.carries_out(operations.RENDER)
def render_letter(work: effects.Work) -> effects.Settle | None:
    """The letter has its PDF, or says why it could not be rendered."""
    return carry.render_letter(work.payload["letter"])


@effects.carries_out(depositary.RENDER)
def render_notification(work: effects.Work) -> effects.Settle | None:
    """The letter to the depositary has its PDF, or says why it could not be rendered."""
    return carry.render_letter(work.payload["letter"], of=DepositaryLetter)
