"""What a file is, judged by its bytes alone, and a name that is safe to show and to save."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"

_LABELS: dict[str, str] = {
    PDF: "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "text/plain": gettext_noop("plain text"),
    _WORD: "DOCX",
    _ODT: "ODT",
    _SHEET: "XLSX",
    "message/rfc822": gettext_noop("e-mail message (EML)"),
}
_ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe"),
    "image/tiff": (".tif", ".tiff"),
    "text/plain": (".txt", ".text", ".log", ".md", ".csv"),
    _WORD: (".docx",),
    _ODT: (".odt",),
    _SHEET: (".xlsx",),
    "message/rfc822": (".eml",),
}
UPLOADS: frozenset[str] = frozenset(_LABELS)
"""The media types a person may attach."""

_BINARY = frozenset({PDF, "image/png", "image/jpeg", "image/tiff"})
_MAIL_FIELDS = (
    b"from:",
    b"received:",
    b"return-path:",
    b"delivered-to:",
    b"mime-version:",
    b"message-id:",
    b"x-",
    b"date:",
    b"subject:",
    b"to:",
)
_HEAD = 64 * 1024
_TAIL = 256 * 1024
_HIDDEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u061c\u200e\u200f") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
NAME_LIMIT = 200


@dataclass
class Sample:
    """What is looked at of a file: its beginning, its end, and whether all of it is text."""

    head: bytes = b""
    tail: bytes = b""
    is_text: bool = True
    _rest: bytes = field(default=b"", repr=False)

    def feed(self, piece: bytes) -> None:
        """The next bytes of the file are taken into account."""
        if len(self.head) < _HEAD:
            self.head += piece[: _HEAD - len(self.head)]
        self.tail = (self.tail + piece)[-_TAIL:]
        if self.is_text:
            self._look_for_text(piece)

    def _look_for_text(self, piece: bytes) -> None:
        if any(byte in piece for byte in _NOT_IN_TEXT):
            self.is_text = False
            return
        waiting = self._rest + piece
        try:
            waiting.decode()
            self._rest = b""
        except UnicodeDecodeError as error:
            # A character may lie across two pieces; anything else is not UTF-8.
            if error.reason == "unexpected end of data" and error.start > len(waiting) - 4:
                self._rest = waiting[error.start :]
            else:
                self.is_text = False


_NOT_IN_TEXT = tuple(bytes([code]) for code in range(32) if code not in (9, 10, 12, 13))


def type_of(sample: Sample) -> str | None:
    """The media type of the bytes, when it is one of the house's list; else None.

    A ZIP counts only as the office document that its members make it; one with macros, and
    text that is a web page or a program, count as nothing.
    """
    if sample.head.startswith(b"PK"):
        return _office_type(sample)
    found = {match.mime_type for match in _matches(sample.head)}
    for media_type in sorted(_BINARY):
        if media_type in found and _begins_as(media_type, sample.head):
            return media_type
    if not sample.is_text or sample._rest:
        return None
    opening = sample.head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if opening.startswith((b"<", b"#!", b"{\\rtf", b"%!", b"%pdf")):
        return None
    if _is_mail(opening):
        return "message/rfc822"
    return "text/plain"


def labels(types: Collection[str]) -> str:
    """The types in words, in the house's order."""
    return ", ".join(_(label) for media_type, label in _LABELS.items() if media_type in types)


def clean_name(name: str, media_type: str) -> str:
    """The last part of the name in NFC, without hidden or control characters, at most 200 long.

    It ends as its type does, whatever it was called: a program named as a letter does not
    keep a name that a computer would run.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        " " if character in "\t\n\r" else character
        for character in unicodedata.normalize("NFC", last)
        if character in "\t\n\r"
        or (
            character not in _HIDDEN
            and unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
        )
    )
    kept = " ".join(kept.split()).strip(". ")
    endings = _ENDINGS[media_type]
    stem, dot, ending = kept.rpartition(".")
    if not dot or f".{ending.lower()}" not in endings:
        stem, ending = kept, endings[0].removeprefix(".")
    stem = (stem or "file")[: NAME_LIMIT - len(ending) - 1].rstrip(". ") or "file"
    return f"{stem}.{ending}"


def _matches(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        found: list[puremagic.PureMagicWithConfidence] = puremagic.magic_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return []
    return found


def _begins_as(media_type: str, head: bytes) -> bool:
    beginnings: dict[str, tuple[bytes, ...]] = {
        PDF: (b"%PDF-",),
        "image/png": (b"\x89PNG\r\n\x1a\n",),
        "image/jpeg": (b"\xff\xd8\xff",),
        "image/tiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    }
    return head.startswith(beginnings[media_type])


def _is_mail(opening: bytes) -> bool:
    lines = opening.splitlines()[:3]
    return len(lines) >= 2 and all(
        line.startswith(_MAIL_FIELDS) or (number and line[:1] in (b" ", b"\t"))
        for number, line in enumerate(lines)
    )


def _office_type(sample: Sample) -> str | None:
    if not sample.head.startswith(b"PK\x03\x04"):
        return None
    members = _members(sample.tail)
    if any(name.lower().endswith(b"vbaproject.bin") for name in members):
        return None
    if sample.head[30:].startswith(b"mimetype" + _ODT.encode() + b"PK"):
        return None if any(name.startswith(b"Basic/") for name in members) else _ODT
    if b"[Content_Types].xml" in members:
        if b"word/document.xml" in members:
            return _WORD
        if b"xl/workbook.xml" in members:
            return _SHEET
    return None


def _members(tail: bytes) -> set[bytes]:
    """The names in the table of contents at the end of a ZIP; nothing is unpacked."""
    names: set[bytes] = set()
    at = tail.find(b"PK\x01\x02")
    while at >= 0 and len(names) < 5000:
        length = int.from_bytes(tail[at + 28 : at + 30], "little")
        names.add(tail[at + 46 : at + 46 + length])
        at = tail.find(b"PK\x01\x02", at + 46)
    return names
