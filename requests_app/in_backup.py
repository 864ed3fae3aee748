"""What the back-up asks of requests: which files are stored, and whether there is anything."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from requests_app.models import Request, StoredFile


def stored_files() -> Iterator[str]:
    """The files of the vault that the database knows, relative to MLA_FILES_DIR."""
    names = StoredFile.objects.order_by("stored_as").values_list("stored_as", flat=True)
    for name in names.iterator(chunk_size=2000):
        yield f"{name[:2]}/{name[2:]}"


def in_use() -> list[str]:
    """Why this installation is not empty; nothing when it is."""
    found: list[str] = []
    if count := Request.objects.count():
        found.append(
            ngettext("There is %(count)s request.", "There are %(count)s requests.", count)
            % {"count": count}
        )
    if count := StoredFile.objects.count():
        found.append(
            ngettext("There is %(count)s stored file.", "There are %(count)s stored files.", count)
            % {"count": count}
        )
    return found
