"""Translations ready for use: `.mo` files beside their `.po`, made here and never committed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Every `.mo` is as new as its `.po`; returns those that were made. Fuzzy entries stay out."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}.mo")
        with source.open("rb") as words, fresh.open("wb") as ready:
            write_mo(ready, read_po(words, locale=source.parent.parent.name))
        fresh.replace(target)
        made.append(target)
    return made
