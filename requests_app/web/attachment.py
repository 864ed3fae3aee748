"""Bytes on their way to a browser: to be saved, never run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def answer(data: bytes, *, name: str, media_type: str) -> HttpResponse:
    """An attachment whose type is not guessed at and which no page can run."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
