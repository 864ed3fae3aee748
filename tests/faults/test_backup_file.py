"""The file of a backup: whatever is done to it, it is refused."""

import io
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mla.backup import bundle

KEY = "a backup key for tests, long enough to be one"
SIGNING = Ed25519PrivateKey.generate()
MEMBERS = {"about.json": b"{}", "database/000000": os.urandom(3000), "files/ab/cd": b"SPECIMEN"}
BEFORE_PIECES = len(bundle.MARK) + 16 + 32


def made(*, key: str = KEY, signing: Ed25519PrivateKey = SIGNING) -> bytes:
    sink = io.BytesIO()
    writer = bundle.Writer(sink, backup_key=key, signing_key=signing, at=0)
    for name, content in MEMBERS.items():
        writer.add(name, content)
    writer.finish()
    return sink.getvalue()


def read(data: bytes, *, key: str = KEY) -> dict[str, bytes]:
    reader = bundle.Reader(io.BytesIO(data), backup_key=key, public_key=SIGNING.public_key())
    return {name: content.read() for name, _size, content in reader.members()}


def accepted(data: bytes) -> bool:
    try:
        read(data)
    except bundle.UnableToTrustBackup:
        return False
    return True


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small file has many pieces."""
    monkeypatch.setattr(bundle, "PIECE", 1024)


def test_what_went_in_comes_out() -> None:
    assert read(made()) == MEMBERS


def test_nothing_of_it_is_readable_without_the_key_and_no_two_are_alike() -> None:
    first, second = made(), made()
    assert b"SPECIMEN" not in first
    assert b"about.json" not in first
    assert first[BEFORE_PIECES : BEFORE_PIECES + 500] != second[BEFORE_PIECES : BEFORE_PIECES + 500]


def test_a_flipped_bit_anywhere_is_refused() -> None:
    whole = made()
    missed = []
    for place in {*range(200), *range(200, len(whole), 5), *range(len(whole) - 90, len(whole))}:
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        if accepted(bytes(changed)):
            missed.append(place)
    assert sorted(missed) == []


def test_a_cut_anywhere_and_anything_added_is_refused() -> None:
    whole = made()
    cuts = {*range(0, len(whole), 17), *range(len(whole) - 70, len(whole))}
    cuts |= {BEFORE_PIECES + number * (1024 + 16) for number in range(8)}
    assert [length for length in sorted(cuts) if accepted(whole[:length])] == []
    for more in (b"\0", whole[-64:], whole):
        assert not accepted(whole + more)


def test_pieces_in_another_order_are_refused_even_when_signed_again() -> None:
    whole = made()
    first, step = BEFORE_PIECES, 1024 + 16
    changed = bytearray(whole)
    changed[first : first + step] = whole[first + step : first + 2 * step]
    changed[first + step : first + 2 * step] = whole[first : first + step]
    assert not accepted(resigned(bytes(changed[:-64])))


def test_a_file_cut_between_two_pieces_is_refused_even_when_signed_again() -> None:
    whole = made()
    assert not accepted(resigned(whole[: BEFORE_PIECES + 3 * (1024 + 16)]))
    assert accepted(resigned(whole[:-64]))


def resigned(data: bytes) -> bytes:
    """What somebody with the signing key, but not the backup key, could make of it."""
    from hashlib import sha256

    return data + SIGNING.sign(bundle.MARK + sha256(data).digest())


def test_another_backup_key_is_told_from_damage() -> None:
    with pytest.raises(bundle.UnableToTrustBackup, match="MLA_BACKUP_KEY is not the key"):
        read(made(), key="another backup key, long enough to be one too")


def test_another_signing_key_is_refused_under_its_own_name_and_under_ours() -> None:
    forged = made(signing=Ed25519PrivateKey.generate())
    with pytest.raises(bundle.UnableToTrustBackup, match="signed with another key"):
        read(forged)
    ours = made()
    start = len(bundle.MARK)
    assert not accepted(forged[:start] + ours[start : start + 16] + forged[start + 16 :])
