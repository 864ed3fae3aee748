"""Housekeeping of people's traces."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from mla.accounts import attempts, failures, idempotency


@shared_task
def purge() -> None:
    """Kept answers older than 48 hours, ended sessions and old sign-in counts are gone; the
    ledger tells how many failed sign-ins of past hours were only counted."""
    now = timezone.now()
    idempotency.purge(at=now)
    attempts.purge(at=now)
    failures.close_hours(at=now)
    Session.objects.filter(expire_date__lt=now).delete()
