"""What belongs to a backup beside the database, as the settings tell."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def folders() -> dict[str, Path]:
    """The folders of stored files by the name they have in a bundle (MLA_BACKUP_FOLDERS)."""
    return {name: Path(getattr(settings, entry[0])) for name, entry in _told().items()}


def names_in(folder: str) -> Iterator[str]:
    """The files of a folder that the database knows, relative to it. Reads the database."""
    names: Callable[[], Iterator[str]] = import_string(_told()[folder][1])
    return names()


def reasons_in_use() -> list[str]:
    """Why this installation is not empty, each in a sentence (MLA_BACKUP_IN_USE)."""
    found: list[str] = []
    for place in settings.MLA_BACKUP_IN_USE:
        check: Callable[[], list[Any]] = import_string(place)
        found += [str(sentence) for sentence in check()]
    return found


def write_whole(path: Path, source: Any, size: int) -> None:
    """The file has these bytes on disk, readable by its owner alone. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as sink:
        while size and (piece := source.read(min(size, 1024 * 1024))):
            sink.write(piece)
            size -= len(piece)
        sink.flush()
        os.fsync(sink.fileno())
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """The names in the folder are on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _told() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = settings.MLA_BACKUP_FOLDERS
    return found
