"""`read_letter`: what a PDF says of itself, read by a process that it cannot harm."""

import hashlib
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from requests_app import vault
from requests_app.models import Letter
from tests.world import World, a_document, make_world, request_in

pytestmark = pytest.mark.django_db


def read(path: Path, *words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("read_letter", str(path), *words, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def refusal(path: Path) -> str:
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("read_letter", str(path), stdout=io.StringIO(), stderr=err)
    assert ended.value.code == 2
    return err.getvalue().strip()


def a_pdf(*, title: str = "SPECIMEN letter", pages: int = 2) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page()
    pdf.docinfo["/Title"] = title
    pdf.Root.Lang = String("ar")
    return pdf


def embed(pdf: pikepdf.Pdf, content: bytes, *, name: str = "mla-request.json") -> None:
    """As an associated file, which is also in the tree of attachments."""
    spec = AttachedFileSpec(
        pdf, content, filename=name, description="", mime_type="", creation_date="", mod_date=""
    )
    pdf.attachments[f"{len(pdf.attachments)} {name}"] = spec
    pdf.Root.AF = Array([pdf.attachments[f"{len(pdf.attachments) - 1} {name}"].obj])


def saved(pdf: pikepdf.Pdf, folder: Path, **how: Any) -> Path:
    path = folder / "letter.pdf"
    pdf.save(path, **how)
    return path


def test_a_plain_letter_is_read(tmp_path: Path) -> None:
    path = saved(a_pdf(), tmp_path)
    data = path.read_bytes()
    assert read(path) == {
        "schema": "mla-letter-reading/1",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "pages": 2,
        "title": "SPECIMEN letter",
        "language": "ar",
        "seal": {
            "present": False,
            "sentence": "This letter has no electronic seal; "
            "sealing is not part of this installation.",
        },
        "known_here": None,
        "request_document": None,
        "request_document_errors": None,
    }


def test_a_signature_is_said_to_be_there_and_not_checked(tmp_path: Path) -> None:
    pdf = a_pdf()
    signature = Dictionary(
        Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=String("signature")
    )
    pdf.Root.AcroForm = Dictionary(
        SigFlags=3,
        Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, V=pdf.make_indirect(signature)))]),
    )
    seal = read(saved(pdf, tmp_path))["seal"]
    assert (seal["present"], seal["checked"]) == (True, False)
    assert "not checked" in seal["sentence"]


def test_the_request_document_in_a_letter_is_given_back_validated(tmp_path: Path) -> None:
    pdf = a_pdf()
    embed(pdf, json.dumps(a_document()).encode())
    embed(pdf, b"{}", name="other.json")
    pdf.Root.AF = Array([pdf.attachments["0 mla-request.json"].obj])
    found = read(saved(pdf, tmp_path))
    assert found["request_document"]["contents"] == a_document()["contents"]
    assert found["request_document_errors"] is None


@pytest.mark.parametrize(
    ("contents", "where"),
    [
        ([b"not JSON"], "document"),
        ([b"[]"], "document"),
        ([b'{"title": NaN}'], "document"),
        ([b"[" * 100_000], "document"),
        ([json.dumps(a_document(urgnecy="URGENT")).encode()], "urgnecy"),
        ([b" " * (5 * 1024 * 1024 + 1)], "file"),
        ([b"{}", b"{}"], "file"),
    ],
)
def test_a_document_that_is_none_is_not_relied_on(
    tmp_path: Path, contents: list[bytes], where: str
) -> None:
    pdf = a_pdf()
    for content in contents:
        embed(pdf, content)
    found = read(saved(pdf, tmp_path))
    assert found["request_document"] is None
    assert where in found["request_document_errors"]


def test_a_title_cannot_turn_the_text_around_it(tmp_path: Path) -> None:
    path = saved(a_pdf(title="Letter\u202e\u2066fdp.exe\x1b[31m"), tmp_path)
    assert read(path)["title"] == "Letterfdp.exe[31m"


class TestOurOwnLetters:
    @pytest.fixture
    def world(self) -> World:
        return make_world()

    @pytest.fixture
    def letter(self, world: World) -> Letter:
        request = request_in(world, "OUTGOING", "TRANSMITTED")
        return Letter.objects.get(request=request, kind="REQUEST")

    @pytest.fixture
    def path(self, letter: Letter, tmp_path: Path) -> Path:
        assert letter.file is not None
        path = tmp_path / "letter.pdf"
        path.write_bytes(vault.read(letter.file))
        return path

    def test_who_may_know_it_is_told_which_it_is(self, letter: Letter, path: Path) -> None:
        assert letter.dispatched_at is not None
        found = read(path, "--as", "supervisor")
        assert found["known_here"] == {
            "reference": letter.request.reference,
            "number": letter.number,
            "kind": "REQUEST",
            "status": "DISPATCHED",
            "dispatched_at": letter.dispatched_at.isoformat(),
            "channel": "CENTRAL_AUTHORITY",
        }
        assert found["language"] == "en"
        assert found["title"]

    def test_for_who_may_not_know_it_it_is_absent(self, path: Path) -> None:
        assert read(path, "--as", "officer")["known_here"] is None
        assert read(path, "--as", "registrar")["known_here"] is None
        assert read(path)["known_here"] is None

    def test_with_one_byte_more_it_is_not_ours(self, path: Path) -> None:
        path.write_bytes(path.read_bytes() + b"\n")
        assert read(path, "--as", "supervisor")["known_here"] is None


class TestRefused:
    def test_no_file(self, tmp_path: Path) -> None:
        assert "cannot be read: No such file" in refusal(tmp_path / "nowhere.pdf")

    def test_not_a_pdf(self, tmp_path: Path) -> None:
        path = tmp_path / "letter.pdf"
        path.write_bytes(b"PK\x03\x04 a zip called letter.pdf")
        assert refusal(path) == "The file is not a PDF."

    def test_a_pdf_in_its_first_line_only(self, tmp_path: Path) -> None:
        path = tmp_path / "letter.pdf"
        path.write_bytes(b"%PDF-1.7\nand nothing else")
        assert refusal(path) == "The file begins like a PDF and cannot be read as one."

    def test_a_password(self, tmp_path: Path) -> None:
        path = saved(a_pdf(), tmp_path, encryption=pikepdf.Encryption(owner="a", user="b"))
        assert refusal(path) == "The PDF is protected by a password."

    def test_a_document_that_unpacks_to_gigabytes(self, tmp_path: Path) -> None:
        pdf = a_pdf()
        squeeze = zlib.compressobj(9)
        start = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
        more = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
        again = zlib.compress(start + more * 4000 + squeeze.flush(), 9)
        stream = pikepdf.Stream(pdf, again, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
        pdf.Root.AF = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Filespec, F=String("mla-request.json"), EF=Dictionary(F=stream)
                    )
                )
            ]
        )
        path = saved(pdf, tmp_path, recompress_flate=False, compress_streams=False)
        assert path.stat().st_size < 100_000
        found = read(path)
        assert found["request_document"] is None
        assert "cannot be unpacked" in found["request_document_errors"]["file"]

    def test_pages_that_are_their_own_children(self, tmp_path: Path) -> None:
        path = saved(a_pdf(pages=1), tmp_path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        with pikepdf.open(path) as pdf:
            itself = b"/Kids [ %d 0 R ]" % pdf.Root.Pages.objgen[0]
        path.write_bytes(re.sub(rb"/Kids \[ \d+ 0 R \]", itself, path.read_bytes()))
        assert refusal(path) == "The file begins like a PDF and cannot be read as one."
