"""The first minute on a fresh machine: what `./run` says when it may not install by itself."""

import importlib.machinery
import importlib.util
import os
from types import ModuleType

import pytest

from mla.launch.environment import HOUSE


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script `run` as a module, in the hands of somebody without root and without sudo."""
    loader = importlib.machinery.SourceFileLoader("rogatory_run", str(HOUSE / "run"))
    spec = importlib.util.spec_from_loader("rogatory_run", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(module, "works", lambda _command: False)
    return module


def test_a_missing_library_is_a_refusal_with_the_one_line_to_type(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "loads", lambda name: "harfbuzz" not in name)
    with pytest.raises(SystemExit) as refused:
        bootstrap.need_libraries()
    assert str(refused.value).splitlines()[-1].strip() == (
        "sudo apt-get install -y --no-install-recommends libharfbuzz-subset0"
    )


def test_nothing_is_asked_for_when_the_libraries_are_there(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "loads", lambda _name: True)
    bootstrap.need_libraries()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], True),
        (["tests"], True),
        (["tests/browser/test_clerk.py"], True),
        (["-k", "refusal"], True),
        (["tests/rules"], False),
    ],
)
def test_a_browser_is_demanded_only_when_browser_tests_may_run(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    wanted: bool,
) -> None:
    present = {"pdftotext", "qpdf"}
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name in present else None)
    if not wanted:
        bootstrap.need_test_programs(arguments)
        return
    with pytest.raises(SystemExit, match=r"apt-get install .* chromium"):
        bootstrap.need_test_programs(arguments)
