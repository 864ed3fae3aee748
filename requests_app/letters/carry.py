"""From a letter that waits to one that is ready: what a worker does, and the preview."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from requests_app import vault
from requests_app.letters import child, wordings
from requests_app.letters.context import LetterContext, UnableToReadContext, from_json
from requests_app.letters.render import (
    UnableToFindCharacters,
    UnableToRenderLetter,
    identifier,
    render_html,
)
from requests_app.models import DepositaryLetter, Letter
from requests_app.models.papers import CHARACTERS_MISSING, WORDS_UNREADABLE, LetterStatus

REASON_LENGTH = 300
Written = type[Letter] | type[DepositaryLetter]
"""Letters of a case, and those of the house to a depositary: drawn alike."""


def render_letter(letter_id: int, *, of: Written = Letter) -> Callable[[], None] | None:
    """Draws a letter that waits; None when it waits no more (it is ready, or was cancelled).

    What comes back is to be called in the transaction that marks the effect as done: then
    the letter is READY with its file, or FAILED with the reason. Doing it twice changes
    nothing. Raises UnableToFinishDrawing where another try may well succeed.
    """
    letter = of.objects.filter(pk=letter_id, status=LetterStatus.WAITING).first()
    if letter is None:
        return None
    try:
        pdf = _draw(from_json(letter.context or {}))
    except child.UnableToFinishDrawing:
        raise
    except UnableToFindCharacters as error:
        return _failed(of, letter_id, f"{CHARACTERS_MISSING} {error.named}")
    except UnableToReadContext as error:
        return _failed(of, letter_id, f"{WORDS_UNREADABLE} {error}")
    except UnableToRenderLetter as error:
        return _failed(of, letter_id, str(error))
    return _ready(of, letter_id, pdf, name=file_name(letter))


def give_up(letter_id: int, code: str, *, of: Written = Letter) -> None:
    """The letter is FAILED with that code, for it was tried too often; in the caller's
    transaction."""
    _failed(of, letter_id, code)()


def file_name(letter: Letter | DepositaryLetter) -> str:
    """The name of a letter's file: its reference and kind, nothing of the case."""
    reference = str((letter.context or {}).get("footer") or "letter").replace("/", "-")
    return f"{reference}-{letter.number}-{letter.kind}.pdf"


def preview_pdf(context: LetterContext | dict[str, Any]) -> bytes:
    """The letter as it would be, marked as a preview on every page; nothing is kept.

    Raises UnableToRenderLetter.
    """
    read = context if isinstance(context, LetterContext) else from_json(context)
    return _draw(read, preview=wordings.wording(read.language).text("common", "preview"))


def _draw(context: LetterContext, *, preview: str = "") -> bytes:
    html = render_html(context, preview=preview)
    return child.draw(html, identifier=identifier(context))


def _ready(of: Written, letter_id: int, pdf: bytes, *, name: str) -> Callable[[], None]:
    def settle() -> None:
        letter = _still_waiting(of, letter_id)
        if letter is None:
            return
        letter.file = vault.keep(source=pdf, name=name, at=timezone.now(), allowed={vault.PDF})
        letter.status = LetterStatus.READY
        letter.failure = ""
        letter.save(update_fields=["file", "status", "failure"])

    return settle


def _failed(of: Written, letter_id: int, reason: str) -> Callable[[], None]:
    def settle() -> None:
        letter = _still_waiting(of, letter_id)
        if letter is None:
            return
        letter.status = LetterStatus.FAILED
        letter.failure = reason[:REASON_LENGTH]
        letter.save(update_fields=["status", "failure"])

    return settle


def _still_waiting(of: Written, letter_id: int) -> Letter | DepositaryLetter | None:
    waiting = of.objects.select_for_update().filter(status=LetterStatus.WAITING)
    return waiting.filter(pk=letter_id).first()
