"""What workers and beat run for the register."""

from celery import shared_task
from django.utils import timezone

from authorities import reminding
from mla.effects.tasks import OPTIONS


@shared_task(name="authorities.tasks.remind_registrars", **OPTIONS)
def remind_registrars() -> None:
    """Registrars are reminded of entries to confirm; beat may call this never, once or twice."""
    reminding.remind(at=timezone.now())
