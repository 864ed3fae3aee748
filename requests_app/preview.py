"""A letter before its action is taken: the action is carried out and undone, so that what is
shown is word for word what would be written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mla.accounts.models import User
from mla.conflicts import again_on_conflict
from requests_app import operations


@again_on_conflict
def letter(
    action: str,
    *,
    request: UUID,
    by: User,
    at: datetime,
    version: int | None,
    given: Mapping[str, Any],
) -> dict[str, Any] | None:
    """The words of the letter that the action would write; None where it writes none.

    Nothing is changed and nothing is recorded, a refusal neither: looking is not trying.
    Raises what `operations.act` raises.
    """
    with transaction.atomic():
        try:
            done = operations.act(
                action, request=request, by=by, at=at, version=version, given=given
            )
            return done.letter.context if done.letter else None
        finally:
            transaction.set_rollback(True)
