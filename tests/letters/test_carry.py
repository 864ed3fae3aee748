"""From a letter that waits to one that is ready or failed, once."""

import pytest
from django.db import transaction
from django.utils import translation

from mla import effects
from mla.effects import operations as outbox
from mla.effects import registry
from mla.effects.models import Effect
from requests_app import operations, vault
from requests_app.letters import carry, child, compose
from requests_app.letters.render import UnableToRenderLetter
from requests_app.models import Letter, StoredFile
from requests_app.rules.correspondence import Letter as Kind
from tests.letters.specimens import AT, a_request, given_for

pytestmark = pytest.mark.django_db


def waiting(text: str = "") -> Letter:
    request = a_request(outgoing=False)
    given = given_for(Kind.NOTE, text)
    return Letter.objects.create(
        request=request,
        number=1,
        kind=Kind.NOTE,
        language="en",
        context=compose.freeze(
            kind=Kind.NOTE, request=request, by=request.author, at=AT, language="en", given=given
        ),
        created_by=request.author,
        created_at=AT,
    )


def carried(letter: Letter) -> Letter:
    settle = carry.render_letter(letter.pk)
    if settle is not None:
        with transaction.atomic():
            settle()
    return Letter.objects.get(pk=letter.pk)


def test_a_waiting_letter_becomes_ready_with_its_file() -> None:
    letter = carried(waiting())
    assert letter.status == "READY"
    assert letter.file is not None
    assert vault.read(letter.file).startswith(b"%PDF-")
    assert letter.file.name == f"{letter.request.reference.replace('/', '-')}-1-NOTE.pdf"


def test_carrying_a_letter_twice_makes_one_file() -> None:
    letter = waiting()
    before = StoredFile.objects.count()
    first, second = carry.render_letter(letter.pk), carry.render_letter(letter.pk)
    assert first is not None
    assert second is not None
    with transaction.atomic():
        first()
    with transaction.atomic():
        second()
    assert StoredFile.objects.count() == before + 1
    assert carry.render_letter(letter.pk) is None


def test_a_cancelled_letter_is_not_drawn() -> None:
    letter = waiting()
    Letter.objects.filter(pk=letter.pk).update(status="CANCELLED")
    assert carry.render_letter(letter.pk) is None


def test_a_letter_that_cannot_be_drawn_has_failed_and_says_why() -> None:
    letter = carried(waiting(text="漢字"))
    assert letter.status == "FAILED"
    assert "U+6F22" in letter.failure
    assert letter.file is None


def test_a_letter_of_an_unknown_shape_has_failed() -> None:
    letter = waiting()
    Letter.objects.filter(pk=letter.pk).update(context={"format": 99})
    assert carried(letter).status == "FAILED"


def test_a_letter_whose_rendering_is_called_off_has_failed() -> None:
    registry.load_carriers()
    letter = waiting()
    key = f"letter:{letter.public_id}"
    effects.enqueue(
        key=key, kind=operations.RENDER, payload={"letter": letter.pk}, at=AT, subject="request:a"
    )
    outbox.call_off(
        effect_id=Effect.objects.get(effect_key=key).pk,
        by=letter.created_by,
        at=AT,
        reason="It was sent by telephone.",
    )
    letter.refresh_from_db()
    assert (letter.status, letter.failure) == ("FAILED", "CANCELLED")


def test_a_letter_over_the_limits_fails_and_the_next_is_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def over(html: str, *, identifier: str) -> bytes:
        raise UnableToRenderLetter("Drawing the letter took too long and was stopped.")

    with monkeypatch.context() as patch:
        patch.setattr(child, "draw", over)
        assert "took too long" in carried(waiting()).failure
    assert carried(waiting()).status == "READY"


def test_a_preview_is_marked_and_keeps_nothing() -> None:
    letter = waiting()
    before = StoredFile.objects.count()
    pdf = carry.preview_pdf(letter.context)
    assert pdf.startswith(b"%PDF-")
    assert pdf != carry.preview_pdf(letter.context)[:-1]
    assert StoredFile.objects.count() == before
    assert Letter.objects.get(pk=letter.pk).status == "WAITING"


def test_why_a_letter_failed_is_told_in_the_reader_s_language() -> None:
    kept = "Drawing the letter took too long and was stopped. Shorten its texts."
    letter = Letter(failure=kept)
    assert letter.why_failed == kept
    with translation.override("es"):
        assert letter.why_failed != kept
        assert Letter().why_failed == ""


@pytest.mark.parametrize("language", ["es", "ar"])
def test_characters_that_no_font_has_are_named_in_the_reader_s_language(language: str) -> None:
    letter = carried(waiting(text="漢字"))
    english = letter.why_failed
    assert "fonts do not have: 漢 (U+6F22), 字 (U+5B57)." in english
    with translation.override(language):
        assert "漢 (U+6F22), 字 (U+5B57)" in letter.why_failed
        assert "fonts" not in letter.why_failed


def test_words_that_cannot_be_read_are_told_in_the_reader_s_language() -> None:
    letter = waiting()
    Letter.objects.filter(pk=letter.pk).update(context={"format": 99})
    failed = carried(letter)
    assert "cannot be read as they were kept" in failed.why_failed
    with translation.override("es"):
        assert "cannot be read" not in failed.why_failed
