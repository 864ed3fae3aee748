"""What the processes of an installation are told."""

import hashlib
import os
import sys
from pathlib import Path

from mla.datadir import DataDir

HOUSE = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "MLA_LEDGER_KEY", "MLA_FILE_KEY", "MLA_BACKUP_KEY")
PYTHON = [sys.executable, "-P"]


def data_directory(chosen: Path | None) -> DataDir:
    """The directory chosen on the command line, else by MLA_DATA_DIR, else `var`."""
    return DataDir(chosen or Path(os.environ.get("MLA_DATA_DIR") or HOUSE / "var"))


def tell(*, data: DataDir, demo: bool, database_url: str, broker_url: str) -> None:
    """Our environment, and so our children's, says where everything is.

    What the operator has set stands; secrets that were not set are this directory's own.
    """
    os.environ |= {
        "DATABASE_URL": database_url,
        "BROKER_URL": broker_url,
        "MLA_DATA_DIR": str(data.path),
        "MLA_DEMO": "1" if demo else "0",
        "DJANGO_SETTINGS_MODULE": "mla.settings",
        "PYTHONPATH": str(HOUSE),
        "PYTHONUNBUFFERED": "1",
    }
    kept = data.secrets()
    for name in SECRETS:
        os.environ.setdefault(name, kept[name])


def edition() -> str:
    """Changes with any file of the program: then the database must be prepared again."""
    parts = hashlib.sha256()
    for folder in ("mla", "authorities", "requests_app", "static", "locale"):
        for path in sorted((HOUSE / folder).rglob("*")):
            if path.suffix not in {".pyc", ".mo"} and path.is_file():
                found = path.stat()
                name = path.relative_to(HOUSE)
                parts.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return parts.hexdigest()
