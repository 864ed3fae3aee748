"""The objects of a PDF file are put into bytes once.

A file with an identifier is summed up over all of its objects. pydyf puts each of them into
bytes, and compresses it, once to write it and once more to sum it up. Settled before, the
bytes are there both times; they are the same, and a test says so.
"""

from typing import Any

import pydyf


class Settled(pydyf.Object):  # type: ignore[misc]
    """What an object was when it was settled: its place and its bytes."""

    data = b""
    compressible = False

    def __init__(self, made: Any) -> None:
        self.number = made.number
        self.generation = made.generation
        self.free = made.free
        self.offset = 0
        self.compressible = made.compressible
        self.data = made.data


def settle(_document: Any, pdf: Any) -> None:
    """A finisher of `write_pdf`: no object of the file changes after this."""
    pdf.objects = [made if made.free == "f" else Settled(made) for made in pdf.objects]
