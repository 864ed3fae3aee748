"""Every variable that the program reads is in the operations guide, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
GUIDE = HOUSE / "docs" / "operations.md"
READERS = {"flag", "number", "words", "get", "setdefault"}
NOT_OURS = {"PATH", "HOME", "XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE"}
"""Of the operating system, and Django's own."""
INNER = {"MLA_THROWAWAY_DIR"}
"""From one process of ours to the next; nobody sets it."""


def variables_read() -> set[str]:
    programs = [HOUSE / "run", HOUSE / "manage.py"]
    for folder in ("mla", "authorities", "requests_app"):
        programs += sorted((HOUSE / folder).rglob("*.py"))
    return {name for path in programs for name in read_in(path)}


def read_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=where, attr=reader), args=[first, *_]):
                if reader not in READERS or ast.unparse(where) not in ("os.environ", "environment"):
                    continue
            case ast.Call(func=ast.Name(id="flag" | "number" | "words"), args=[first, *_]):
                pass
            case ast.Subscript(value=where, slice=first) if ast.unparse(where) == "os.environ":
                pass
            case _:
                continue
        name = first.value if isinstance(first, ast.Constant) else None
        if isinstance(first, ast.Name):
            name = constants.get(first.id)
        if isinstance(name, str) and name.isupper():
            yield name


def variables_told() -> set[str]:
    told: set[str] = set()
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        first = line.split("|")[1] if line.startswith("| `") else ""
        names = re.findall(r"`([A-Z_]+)`", first)
        stem = names[0].rpartition("_")[0] if names else ""
        told |= {stem + name if name.startswith("_") else name for name in names}
    return told


def test_the_reader_finds_each_way_of_reading() -> None:
    assert variables_read() >= {
        "DATABASE_URL",
        "MLA_DEMO",
        "MLA_WEB_WORKERS",
        "MLA_UPLOAD_LIMIT_MB",
        "MLA_PREPARED_STATEMENTS",
        "MLA_ENGINE_USER",
        "SECRET_KEY_FALLBACKS",
    }


def test_every_variable_is_in_the_guide() -> None:
    assert variables_read() - NOT_OURS - INNER - variables_told() == set()


def test_the_guide_tells_no_variable_that_nobody_reads() -> None:
    assert variables_told() - variables_read() == set()
