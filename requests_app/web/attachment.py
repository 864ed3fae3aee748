"""Bytes on their way to a browser: to be saved or looked at, never run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_LOOKED_AT = "; ".join(
    (
        "default-src 'none'",
        "object-src 'self'",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def answer(data: bytes, *, name: str, media_type: str) -> HttpResponse:
    """An attachment whose type is not guessed at and which no page can run."""
    return _bytes(data, name, media_type, saved=True, policy="sandbox; default-src 'none'")


def pdf_to_look_at(data: bytes, *, name: str) -> HttpResponse:
    """A PDF that the house itself has drawn, opened in the tab by the browser's own viewer.

    Only for those: what people send in is saved. There is no sandbox, and an object with
    styles of its own is let in, because a viewer may be an element of a page that the browser
    writes around the PDF.
    """
    return _bytes(data, name, "application/pdf", saved=False, policy=_LOOKED_AT)


def _bytes(data: bytes, name: str, media_type: str, *, saved: bool, policy: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(saved, name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = policy
    return response
