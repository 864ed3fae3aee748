"""Letters that are needed now: rendered here, or by a worker that took them first."""

import time

from django.utils import timezone

from mla.effects import carrier, registry
from mla.effects.models import Effect
from requests_app.models import Letter, Request

LONGEST_WAIT = 60.0
"""Seconds to wait for a letter that a worker has already taken in hand."""


class UnableToWaitForLetter(RuntimeError):
    """A letter was not rendered within a minute; `reference` is that of its request."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"A letter of {reference} was not rendered in time.")


def render_waiting(request: Request) -> None:
    """No letter of the request waits to be rendered any more: each is ready or failed.

    Raises UnableToWaitForLetter.
    """
    registry.load_carriers()
    until = time.monotonic() + LONGEST_WAIT
    while waiting := list(Letter.objects.filter(request=request, status="WAITING")):
        keys = [f"letter:{letter.public_id}" for letter in waiting]
        for number in Effect.objects.filter(effect_key__in=keys).values_list("pk", flat=True):
            carrier.carry_out_due(clock=timezone.now, first=number, limit=1)
        if time.monotonic() > until:
            raise UnableToWaitForLetter(request.reference)
        time.sleep(0.05)
