"""What runs in the child process that opens a PDF from outside: one file, then it ends.

A PDF can be made to exhaust or to break whoever opens it. Here it finds no database, no keys,
no files to write and little time and memory. It reads the file from standard input and answers
one JSON object on standard output.
"""

import base64
import gc
import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

CPU_SECONDS = 5
MEMORY = 640 * 1024 * 1024
"""Bytes of address space, of which shared libraries take about a third."""
DOCUMENT = "mla-request.json"
LONGEST_DOCUMENT = 5 * 1024 * 1024
LONGEST_TEXT = 300
PASSWORD, NOT_READABLE, TOO_MUCH = "PASSWORD", "NOT_READABLE", "TOO_MUCH"


def read(data: bytes) -> dict[str, Any]:
    """What the PDF says of itself; or, under `problem`, why it was not read."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            documents = [_content(found) for found in _named(pdf, DOCUMENT)]
            return {
                "pages": len(pdf.pages),
                "title": _text(pdf.docinfo.get("/Title")),
                "language": _text(pdf.Root.get("/Lang")),
                "signed": any(map(_is_signature, pdf.objects)),
                "documents": documents,
            }
    except pikepdf.PasswordError:
        return {"problem": PASSWORD}
    except MemoryError:
        return {"problem": TOO_MUCH}
    except Exception:  # noqa: BLE001 (the file is not to be trusted, nor what its faults say)
        return {"problem": NOT_READABLE}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value)[:LONGEST_TEXT]


def _is_signature(found: Any) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Dictionary) and "/ByteRange" in found and "/Contents" in found


def _named(pdf: Any, name: str) -> Iterator[Any]:
    """The file specifications of that name: associated files, and those of the name tree."""
    import pikepdf

    seen: set[Any] = set()
    associated = pdf.Root.get("/AF")
    found = list(associated) if isinstance(associated, pikepdf.Array) else []
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        found += list(pikepdf.NameTree(names["/EmbeddedFiles"]).values())
    for entry in found:
        if not isinstance(entry, pikepdf.Dictionary) or "/EF" not in entry:
            continue
        key = entry.objgen if entry.is_indirect else id(entry)
        if name in (str(entry.get("/UF")), str(entry.get("/F"))) and key not in seen:
            seen.add(key)
            yield entry


def _content(entry: Any) -> str | None:
    """The embedded bytes in base 64; None for more than a document has, or what is no stream."""
    import pikepdf

    embedded = entry.EF.get("/UF", entry.EF.get("/F"))
    try:
        data = embedded.read_bytes()
    except (pikepdf.PdfError, RuntimeError, AttributeError):
        return None
    return base64.b64encode(data).decode() if len(data) <= LONGEST_DOCUMENT else None


def main() -> None:
    """Answer for the file on standard input, within the limits."""
    import pikepdf  # (before the limits count, and before the file is there)

    assert pikepdf
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    gc.disable()
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer.write(json.dumps(read(sys.stdin.buffer.read())).encode())
    answer.flush()
    # What a hostile file left in memory is not taken apart.
    os._exit(0)


if __name__ == "__main__":
    main()
