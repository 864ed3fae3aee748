"""The vault: what is kept comes back the same, what is touched is found, the rest is refused."""

import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from requests_app import vault
from requests_app.file_types import clean_name
from requests_app.models import StoredFile

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MLA_FILES_DIR = tmp_path / "files"


def _keep(data: bytes, name: str = "letter.pdf") -> StoredFile:
    return vault.keep(source=data, name=name, at=AT)


def _on_disk(file: StoredFile) -> Path:
    from django.conf import settings

    return Path(settings.MLA_FILES_DIR) / file.stored_as[:2] / file.stored_as[2:]


def _zip(*names: str, first: tuple[str, str] | None = None) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "content")
    return sink.getvalue()


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_what_is_kept_comes_back_the_same(size: int) -> None:
    data = (PDF + os.urandom(size))[: max(size, len(PDF))]
    file = _keep(data)
    assert vault.read(StoredFile.objects.get(pk=file.pk)) == data
    assert (file.size, file.media_type, file.created_at) == (len(data), vault.PDF, AT)


def test_nothing_of_the_plain_bytes_is_on_disk_and_only_its_owner_reads_it() -> None:
    file = _keep(PDF + b"the witness lives at")
    path = _on_disk(file)
    assert b"witness" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("before", [None, 0o755])
def test_nobody_else_looks_into_the_folders(settings: Settings, before: int | None) -> None:
    root = Path(settings.MLA_FILES_DIR)
    if before:
        root.mkdir()
        root.chmod(before)
    old = os.umask(0o022)
    try:
        path = _on_disk(_keep(PDF))
    finally:
        os.umask(old)
    assert [folder.stat().st_mode & 0o777 for folder in (root, path.parent)] == [0o700, 0o700]
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("harm", ["flip", "cut", "lengthen", "remove", "cut a whole piece"])
def test_a_changed_file_is_not_given_out(harm: str) -> None:
    file = _keep(PDF + os.urandom(150_000))
    path = _on_disk(file)
    sealed = bytearray(path.read_bytes())
    if harm == "flip":
        sealed[len(sealed) // 2] ^= 1
    elif harm == "cut":
        del sealed[-5:]
    elif harm == "lengthen":
        sealed += b"more"
    elif harm == "cut a whole piece":
        del sealed[4 + 2 * (64 * 1024 + 16) :]
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(sealed)
    with pytest.raises(vault.UnableToReadFile, match=str(file.public_id)):
        vault.read(file)


def test_a_file_put_in_the_place_of_another_is_found() -> None:
    first, second = _keep(PDF + b"first"), _keep(PDF + b"second")
    _on_disk(first).write_bytes(_on_disk(second).read_bytes())
    with pytest.raises(vault.UnableToReadFile):
        vault.read(first)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(30), "image/jpeg"),
        (b"II*\x00\x08\x00\x00\x00" + bytes(30), "image/tiff"),
        ("Déposition du témoin.\n".encode(), "text/plain"),
        (b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nText", "message/rfc822"),
        (_zip("[Content_Types].xml", "word/document.xml"), "DOCX"),
        (_zip("[Content_Types].xml", "xl/workbook.xml", "xl/printerSettings1.bin"), "XLSX"),
        (
            _zip("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text")),
            "ODT",
        ),
    ],
)
def test_the_type_follows_from_the_bytes(data: bytes, media_type: str) -> None:
    kept = _keep(data, name="anything.exe").media_type
    assert media_type in (
        kept,
        {"document": "DOCX", "sheet": "XLSX", "text": "ODT"}.get(kept.rpartition(".")[2]),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"<html><script>alert(1)</script></html>",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a/>",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1 text}",
        b"GIF89a" + bytes(30),
        b"garbage %PDF-1.7 later" + bytes(10),
        b"text with a \x00 in it",
        b"\xff\xfe\xfa not UTF-8",
        _zip("a.txt"),
        _zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        _zip("[Content_Types].xml", "ppt/presentation.xml"),
    ],
)
def test_other_types_are_refused_whatever_they_are_called(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(vault.UnableToKeepFile, match="PDF, PNG, JPEG, TIFF, plain text, DOCX"):
        _keep(data, name="evidence.pdf")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


def test_too_large_a_file_is_refused_while_it_arrives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MLA_UPLOAD_LIMIT_MB", "1")

    class Endless:
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"a" * size

    source = Endless()
    with pytest.raises(vault.UnableToKeepFile, match="1 megabytes"):
        vault.keep(source=source, name="big.txt", at=AT)
    assert source.given < 2 * 1024 * 1024
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(vault.UnableToKeepFile, match="empty"):
        _keep(b"")


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\order.PDF", "order.PDF"),
        ("ord\u202efdp.exe", "ordfdp.exe.pdf"),
        ("a\x00b\nc\u200b.pdf", "ab c.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("محضر.pdf", "محضر.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, cleaned: str) -> None:
    assert clean_name(given, vault.PDF) == cleaned


@pytest.mark.django_db(transaction=True)
def test_the_sweep_removes_only_old_files_that_no_row_knows() -> None:
    kept = _keep(PDF)
    with transaction.atomic():
        lost = _keep(PDF + b"rolled back")
        transaction.set_rollback(True)
    assert vault.sweep_orphans(at=datetime.now(UTC)) == 0
    assert _on_disk(lost).exists()
    assert vault.sweep_orphans(at=datetime.now(UTC) + timedelta(days=2)) == 1
    assert not _on_disk(lost).exists()
    assert vault.read(kept) == PDF
