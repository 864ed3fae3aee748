"""Specimen requests: real cases retold with role words, and the steps each really went through.

`cases/` holds request documents that `assess` takes as they are; `scripts/` the operations
that bring each of them to its end, as data.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CASES = FOLDER / "cases"
SCRIPTS = FOLDER / "scripts"
