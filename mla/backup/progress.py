"""How far a backup or a restoring has come, shown on a terminal and nowhere else."""

import contextlib
import sys
from collections.abc import Iterator

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mla.backup.making import Tell


@contextlib.contextmanager
def shown() -> Iterator[Tell]:
    """Yields what is to be told of progress; without a terminal nothing is shown."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    labels = {
        "DATABASE": (_("Database"), 1 << 20, _("MB")),
        "FILES": (_("Files"), 1, ""),
        "CHECKING": (_("Checking"), 1 << 20, _("MB")),
    }
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            label, unit, name = labels[stage]
            if stage not in tasks:
                tasks[stage] = progress.add_task(label, total=total or None, said="")
            progress.update(tasks[stage], completed=done, said=f"{done // unit} {name}".rstrip())

        yield tell
