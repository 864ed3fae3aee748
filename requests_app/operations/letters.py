"""The letter that an action writes, with the effect that has it rendered."""

from datetime import datetime
from typing import Any

from mla import effects, plain
from mla.accounts.models import User
from requests_app.letters import compose
from requests_app.models import Letter, Request
from requests_app.rules import workflow

RENDER = "LETTER_RENDER"


def letter_of(
    row: workflow.Action, request: Request, values: dict[str, Any], *, by: User, at: datetime
) -> Letter | None:
    """The letter that the action writes, if it writes one."""
    if row.letter:
        language = compose.language_for(request, row.letter)
        words = compose.freeze(
            kind=row.letter, request=request, by=by, at=at, language=language, given=values
        )
        return _write(request, row.letter, language, words, by=by, at=at)
    if row.key == "write_again":
        lost = request.letters.get(public_id=values["letter"])
        return _write(request, lost.kind, lost.language, lost.context, by=by, at=at)
    return None


def _write(
    request: Request, kind: str, language: str, words: dict[str, Any], *, by: User, at: datetime
) -> Letter:
    request.letters_issued += 1
    request.letters_waiting += 1
    letter = Letter(
        request=request,
        number=request.letters_issued,
        kind=kind,
        language=language,
        context=words,
        created_by=by,
        created_at=at,
    )
    plain.insert(letter)
    effects.enqueue(
        key=f"letter:{letter.public_id}",
        kind=RENDER,
        payload={"letter": letter.pk},
        subject=request.chain,
        at=at,
        urgent=request.urgency_rank == 0,
    )
    return letter
