"""Render: from the frozen words to HTML, and from HTML to the bytes of a PDF.

The only place that imports WeasyPrint, and only when it draws. `draw` runs in a child
process (`child.py`); nothing here reads the database, the network or a file named by a
letter.
"""

import atexit
import ctypes.util
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from requests_app.letters.context import LetterContext

FONTS = Path(__file__).resolve().parent / "fonts"
STYLES = Path(__file__).resolve().parent.parent.parent / "templates" / "letters"
LONGEST = 1_500_000
"""Characters of HTML: more than any letter that the inputs' limits allow (house rule)."""
MOST_PAGES = 250
SUBSETTER = "libharfbuzz-subset.so.0"


class UnableToRenderLetter(RuntimeError):
    """The letter cannot be drawn; the sentence says what a person can do."""


class UnableToFindCharacters(UnableToRenderLetter):
    """The letter has characters that no font of the house has; `named` names them."""

    def __init__(self, sentence: str, *, named: str) -> None:
        self.named = named
        super().__init__(sentence)


class LetterTooLong(RuntimeError):
    """More text or more pages than a letter may have; raised where letters are drawn."""


class FetchRefused(RuntimeError):
    """A letter asked for something outside itself."""


def render_html(context: LetterContext, *, preview: str = "") -> str:
    """The letter as one HTML page. Every word of it is escaped; templates are ours alone.

    Raises UnableToFindCharacters, naming them, for those that no bundled font has.
    """
    from django.template.loader import render_to_string

    from requests_app.models.papers import NO_SUCH_CHARACTERS

    html = render_to_string("letters/letter.html", {"letter": context, "preview": preview})
    if missing := uncovered(html):
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in missing[:12])
        raise UnableToFindCharacters(str(NO_SUCH_CHARACTERS) % {"detail": named}, named=named)
    return html


def uncovered(text: str) -> list[str]:
    """The characters of a text that no bundled font has, in order, each once."""
    covered = coverage()
    return [one for one in dict.fromkeys(text) if one not in "\n\r\t" and ord(one) not in covered]


@cache
def coverage() -> frozenset[int]:
    """The code points that the upright, bold and italic fonts all have."""
    from fontTools.ttLib import TTFont

    sets = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


def identifier(context: LetterContext) -> str:
    """The identifier of the PDF file: the same words always have the same."""
    return hashlib.sha256(repr(context).encode()).hexdigest()[:32]


def draw(html: str, *, identifier: str) -> bytes:
    """The PDF: tagged, with its language and title; the same HTML gives the same bytes.

    `html` is what `render_html` gave: it must be well-formed, so that a word of a person
    that had escaped its place would stop the letter. Raises LetterTooLong past LONGEST
    characters or MOST_PAGES pages.
    """
    if len(html) > LONGEST:
        raise LetterTooLong(f"{len(html)} characters")
    press = _press()
    document = press.html(html).render(
        font_config=press.fonts, stylesheets=[press.style], pdf_tags=True
    )
    if len(document.pages) > MOST_PAGES:
        raise LetterTooLong(f"{len(document.pages)} pages")
    made: bytes = document.write_pdf(
        finisher=press.settle, pdf_tags=True, pdf_identifier=identifier.encode()
    )
    return made


def whole_page(html: str) -> str:
    """The same letter with its style and fonts named inside, for drawing it in another way.

    What is drawn of it by a plain `weasyprint.HTML(string=…)` is the same, byte for byte.
    """
    style = (
        (STYLES / "letter.css").read_text("utf-8").replace("font:Noto", f"{FONTS.as_uri()}/Noto")
    )
    return html.replace("</head>", f"<style>{style}</style></head>", 1)


@dataclass(frozen=True)
class _Press:
    html: Any
    fonts: Any
    style: Any
    settle: Any


@cache
def _press() -> _Press:
    """Fonts and styles, read once for the life of the process."""
    if ctypes.util.find_library("harfbuzz-subset") is None and not _loads(SUBSETTER):
        raise UnableToRenderLetter(
            "libharfbuzz-subset is missing, and letters would be many times slower without it. "
            "Install it: apt install libharfbuzz-subset0"
        )
    import cssselect2
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    from requests_app.letters import kept_lines, kept_styles, settled

    class Deny(URLFetcher):  # type: ignore[misc]
        """Gives nothing to anybody."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError("A letter fetches nothing.")

    class OurFonts(URLFetcher):  # type: ignore[misc]
        """Gives the fonts of the house, to the style of the house."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("font:")
            if name not in {path.name for path in FONTS.glob("*.ttf")}:
                raise FatalURLFetchingError("The style asks for a font that is not bundled.")
            return URLFetcherResponse(url, (FONTS / name).read_bytes())

    fonts = FontConfiguration()
    styles = kept_styles.KeptStyles()
    deny = Deny()
    base = CSS(string=(STYLES / "base.css").read_text("utf-8"), url_fetcher=deny)

    class Letter(HTML):  # type: ignore[misc]
        """One letter, parsed strictly, under the short base style."""

        def __init__(self, html: str) -> None:
            self.base_url = "letter:"
            self.url_fetcher = deny
            self.media_type = "print"
            root = ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314
            _drop_gaps(root)
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(
                root, content_language=None
            )
            self.etree_element = root
            self.kept_styles = styles

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [base]

    style = CSS(
        string=(STYLES / "letter.css").read_text("utf-8"),
        font_config=fonts,
        url_fetcher=OurFonts(),
        base_url="font:",
    )
    kept_lines.keep()
    kept_styles.keep()
    # Fonts are let go while there is still a Python to do it.
    atexit.register(_press.cache_clear)
    return _Press(Letter, fonts, style, settled.settle)


_HOLDS_BLOCKS = frozenset(
    ("html", "head", "body", "header", "section", "div", "ul", "ol", "table", "colgroup")
) | {"thead", "tbody", "tr"}


def _drop_gaps(root: ElementTree.Element) -> None:
    """The line ends between blocks are gone; they would become boxes and then be dropped."""
    for element in root.iter():
        if element.tag in _HOLDS_BLOCKS:
            if element.text and element.text.isspace():
                element.text = None
            for child in element:
                if child.tail and child.tail.isspace():
                    child.tail = None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
