"""What runs in the child process: it draws one letter after the other, within its limits.

It has no database, no keys in its environment and no network of its own making. It reads
`length, JSON` from standard input and answers `length, code, bytes` on standard output; it
ends when its input does.
"""

import gc
import json
import os
import resource
import struct
import sys
from typing import BinaryIO

HEAD = struct.Struct(">I")
DRAWN, TOO_LONG, TOO_MUCH_MEMORY, FAILED = b"D", b"L", b"M", b"F"
CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
"""Bytes of address space; the longest letters take about two thirds of it."""
LETTERS_BETWEEN_COLLECTIONS = 4
LARGE = 100_000
"""Bytes of HTML after which memory is tidied at once."""


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Every letter asked for is answered, until the input ends."""
    from requests_app.letters import render

    # The fonts are read before the limits count.
    render.draw("<html><body><p>.</p></body></html>", identifier="0")
    gc.collect()
    gc.freeze()
    gc.disable()
    drawn = 0
    while order := read_frame(source):
        _allow(CPU_SECONDS)
        code, answer = _draw(order)
        sink.write(HEAD.pack(len(answer)) + code + answer)
        sink.flush()
        drawn += 1
        # Between letters, not in them: collecting while drawing takes a sixth of the time.
        if drawn % LETTERS_BETWEEN_COLLECTIONS == 0 or len(order) > LARGE:
            gc.collect()


def read_frame(source: BinaryIO) -> bytes:
    """The next order; empty when the input has ended."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return b""
    return source.read(HEAD.unpack(head)[0])


def _draw(order: bytes) -> tuple[bytes, bytes]:
    from requests_app.letters import render

    try:
        return DRAWN, render.draw(**json.loads(order))
    except render.LetterTooLong as error:
        return TOO_LONG, str(error).encode()
    except MemoryError:
        return TOO_MUCH_MEMORY, b""
    except Exception as error:  # noqa: BLE001
        # The kind of fault only: its text could hold words of the letter.
        return FAILED, type(error).__name__.encode()


def _allow(seconds: int) -> None:
    """The kernel ends this process when it computes longer than that from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def main() -> None:
    """Serve on the standard streams, with nothing else able to write to them."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
