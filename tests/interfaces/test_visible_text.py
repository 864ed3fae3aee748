"""No text is shown that translators never saw: every word of a page goes through gettext."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from mla.messages import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted(
    path
    for folder in ("authorities", "mla", "requests_app")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", "commands"} & set(path.parts) and path.name != "apps.py"
)
SPOKEN_ATTRIBUTES = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
SPOKEN_ARGUMENTS = frozenset(
    {"empty_label", "help_text", "label", "verbose_name", "verbose_name_plural"}
)
SAME_IN_EVERY_LANGUAGE = frozenset({"Rogatory", "SHA-256", "SPECIMEN", "UTC"})
NOT_WORDS = frozenset({"code", "kbd", "samp", "script", "style"})
READ_BY_THOSE_WHO_INSTALL_OR_PROGRAM = frozenset(
    {
        "UnableToBegin",
        "UnableToCanonicalise",
        "UnableToFindProgram",
        "UnableToFindUnprivilegedUser",
        "UnableToPlay",
        "UnableToPrepare",
        "UnableToRead",
        "UnableToReadContext",
        "UnableToReadInstrument",
        "UnableToReadRole",
        "UnableToReadSetting",
        "UnableToRenderLetter",
        "UnableToServe",
        "UnableToStartEngine",
        "UnableToEnterDatabase",
        "UnableToTrust",
    }
)
"""Refusals in English only: they are met in a console or in a data file, never on a page."""

_WORD = re.compile(r"[^\W\d_]{2,}")


class _Reader(HTMLParser):
    """Collects what a person would see or hear of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_WORDS:
            self._silent += 1
        found = dict(attrs)
        self.said += [text for name, text in attrs if name in SPOKEN_ATTRIBUTES and text]
        if tag == "input" and found.get("type") in {"button", "reset", "submit"}:
            self.said.append(found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in NOT_WORDS:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def unmarked_texts(source: str) -> list[str]:
    """The words of a template that no translate tag holds, in the order of the page."""
    page = []
    translated = commented = False
    for token in Lexer(source).tokenize():
        tag = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if tag in {"blocktranslate", "blocktrans"}:
            translated = True
        elif tag in {"endblocktranslate", "endblocktrans"}:
            translated = False
        elif tag in {"comment", "endcomment"}:
            commented = tag == "comment"
        elif token.token_type is TokenType.TEXT and not (translated or commented):
            page.append(token.contents)
        elif token.token_type is not TokenType.TEXT:
            page.append(" ")
    reader = _Reader()
    reader.feed("".join(page))
    reader.close()
    return [" ".join(text.split()) for text in reader.said if _has_words(text)]


def _has_words(text: str) -> bool:
    for name in SAME_IN_EVERY_LANGUAGE:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return bool(_WORD.search(text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_shows_no_unmarked_text(path: Path) -> None:
    assert unmarked_texts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Save</p>", ["Save"]),
        ("<p>{% translate 'Save' %}</p>", []),
        ("<p>{% blocktranslate %}Save <b>it</b>{% endblocktranslate %} now</p>", ["now"]),
        ('<a title="Close" class="close">×</a>', ["Close"]),
        ('<a aria-label="{% translate "Close" %}">×</a>', []),
        ('<input type="submit" value="Send">', ["Send"]),
        ("<p>{# a remark #}{% comment %}a remark{% endcomment %}</p>", []),
        ("<p>Rogatory · SHA-256 {{ digest }} UTC</p>", []),
        ("<p><code>--dry-run</code></p>", []),
        ("<script>let word = 'Save';</script><style>a { color: red }</style>", []),
        ("<p>{% if late %}overdue{% endif %}</p>", ["overdue"]),
    ],
)
def test_the_scan_sees_what_a_person_sees(source: str, found: list[str]) -> None:
    assert unmarked_texts(source) == found


def unmarked_arguments(tree: ast.AST) -> Iterator[str]:
    """Labels, hints and messages written as bare texts, and refusals raised with one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.startswith("messages.") and any(map(_is_bare, node.args)):
                yield f"{called} in line {node.lineno}"
            for keyword in node.keywords:
                if keyword.arg in SPOKEN_ARGUMENTS and _is_bare(keyword.value):
                    yield f"{keyword.arg} in line {node.lineno}"
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func).rpartition(".")[2]
            for_people = name.startswith(("UnableTo", "NotAllowed"))
            if name in READ_BY_THOSE_WHO_INSTALL_OR_PROGRAM:
                continue
            if for_people and any(map(_is_bare, node.exc.args)):
                yield f"{name} in line {node.lineno}"
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                name = target.id if isinstance(target, ast.Name) else ""
                if name in SPOKEN_ARGUMENTS and _is_bare(node.value):
                    yield f"{name} in line {node.lineno}"


def _is_bare(value: ast.expr) -> bool:
    if isinstance(value, ast.JoinedStr):
        return any(_is_bare(part) for part in value.values)
    return (
        isinstance(value, ast.Constant) and isinstance(value.value, str) and _has_words(value.value)
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_labels_hints_and_refusals_are_marked_for_translation(path: Path) -> None:
    assert list(unmarked_arguments(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('CharField(label="Name")', ["label in line 1"]),
        ('CharField(label=_("Name"))', []),
        ('CharField(label="")', []),
        ('raise UnableToDecide(f"{name} is missing")', ["UnableToDecide in line 1"]),
        ('messages.success(request, "Saved.")', ["messages.success in line 1"]),
        ('raise UnableToDecide(_("It is missing."))', []),
        ('class Meta:\n    verbose_name = "State"', ["verbose_name in line 2"]),
    ],
)
def test_the_scan_sees_a_bare_label(source: str, found: list[str]) -> None:
    assert list(unmarked_arguments(ast.parse(source))) == found
