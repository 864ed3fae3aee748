"""A letter as a file from outside: what it says of itself, read by a child with limits."""

import base64
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from requests_app.exchange import document
from requests_app.letters import pdf_child

SECONDS = 15.0
"""Wall time for one file; the child's own limit on computing is shorter."""
LARGEST = 50 * 1024 * 1024
_HOME = Path(__file__).resolve().parent.parent.parent
_BIDI = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A))


class UnableToReadLetter(ValueError):
    """The file is no PDF, or none that can be read within the limits."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a PDF says of itself. Nothing of it is proven."""

    sha256: str
    size: int
    pages: int
    title: str | None
    language: str | None
    is_signed: bool
    request_document: dict[str, Any] | None
    document_errors: dict[str, str] | None


def read(path: Path) -> Reading:
    """What the file says, and the request document in it when there is one that is valid.

    Raises UnableToReadLetter.
    """
    try:
        with path.open("rb") as source:
            data = source.read(LARGEST + 1)
    except OSError as error:
        raise UnableToReadLetter(
            _("%(name)s cannot be read: %(reason)s")
            % {"name": path, "reason": error.strerror or error}
        ) from error
    if len(data) > LARGEST:
        raise UnableToReadLetter(
            _("The file is larger than %(limit)s megabytes.") % {"limit": LARGEST >> 20}
        )
    if b"%PDF-" not in data[:1024]:
        raise UnableToReadLetter(_("The file is not a PDF."))
    said = _ask(data)
    found, errors = _document(said["documents"])
    return Reading(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        pages=int(said["pages"]),
        title=_shown(said["title"]),
        language=_shown(said["language"]),
        is_signed=bool(said["signed"]),
        request_document=found,
        document_errors=errors,
    )


def _ask(data: bytes) -> dict[str, Any]:
    """The child's answer. Raises UnableToReadLetter when there is none."""
    with tempfile.TemporaryDirectory(prefix="rogatory-reading-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-m", "requests_app.letters.pdf_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOME,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
                "HOME": folder,
                "TMPDIR": folder,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            start_new_session=True,
        )
        with child:
            try:
                answer, _nothing = child.communicate(data, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                answer = b""
    said: dict[str, Any] = {}
    with contextlib.suppress(ValueError):
        said = json.loads(answer)
    if child.returncode != 0 or not said:
        said = {"problem": pdf_child.TOO_MUCH}
    if "problem" in said:
        raise UnableToReadLetter(_sentence(said["problem"]))
    return said


def _sentence(problem: str) -> str:
    return {
        pdf_child.PASSWORD: _("The PDF is protected by a password."),
        pdf_child.TOO_MUCH: _("Reading the PDF took too much time or memory and was stopped."),
    }.get(problem, _("The file begins like a PDF and cannot be read as one."))


def _document(
    embedded: list[str | None],
) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    """The request document embedded in the letter, or why there is none to rely on."""
    if not embedded:
        return None, None
    if len(embedded) > 1:
        return None, {"file": _("There is more than one file called mla-request.json.")}
    if embedded[0] is None:
        return None, {"file": _("The file is over 5 MB, or cannot be unpacked.")}
    try:
        raw = json.loads(base64.b64decode(embedded[0]), parse_constant=_refuse_constant)
        read: document.RequestDocument = document.read(raw)
    except document.UnableToReadDocument as problem:
        return None, problem.errors
    except (ValueError, RecursionError):
        return None, {"document": _("Not valid JSON.")}
    found: dict[str, Any] = read.model_dump(mode="json", by_alias=True)
    return found, None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _shown(text: str | None) -> str | None:
    """The text without what would change how a terminal or a page shows what stands around it."""
    if text is None:
        return None
    kept = "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if ord(one) not in _BIDI and unicodedata.category(one) not in ("Cc", "Cs")
    )
    return kept.strip() or None
