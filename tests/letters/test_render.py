"""What letters look like as files: the same bytes each time, tagged, nothing fetched."""

import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from requests_app.letters import compose, kept_styles, render, wordings
from requests_app.letters.context import LetterContext, from_json
from requests_app.letters.render import UnableToRenderLetter
from requests_app.rules.correspondence import Letter
from tests.letters.specimens import AT, OUTGOING, a_request, given_for

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"

OUR_TAGS = {"html", "head", "meta", "title", "body", "p", "div", "header", "section", "span"} | {
    *("table", "colgroup", "col", "tbody", "thead", "tr", "td", "th"),
    *("h1", "h2", "h3", "ul", "ol", "li"),
}
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:9/x.png onerror=alert(1)>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<link rel=stylesheet href='http://127.0.0.1:9/a.css'>",
    "<style>@import url(file:///etc/passwd);</style>",
    "<style>body{background:url(http://127.0.0.1:9/b)}</style>",
    "</style></head><body style='background:url(file:///etc/hostname)'>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "<object data='file:///etc/passwd'></object>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href='http://127.0.0.1:9/'>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<td colspan=1000000>",
    "<!--",
    "]]><![CDATA[",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    "&b; &#0; &lt;b&gt;",
    "{{ letter.letterhead }} {{ request.user.password }}",
    "{% include '/etc/passwd' %}{% load static %}{% debug %}",
    "{us} {cite} {0.__class__} %(reference)s ${HOME}",
    '" onmouseover="alert(1)" \'',
    "\\22 } @page { content: url(file:///etc/passwd) }",
    "https://127.0.0.1:9/ file:///etc/passwd data:text/html,x",
)


def letter(kind: Letter, language: str = "en", text: str = "") -> LetterContext:
    request = a_request(outgoing=kind in OUTGOING, language=language, text=text)
    frozen = compose.freeze(
        kind=kind,
        request=request,
        by=request.author,
        at=AT,
        language=language,
        given=given_for(kind, text),
    )
    return from_json(json.loads(json.dumps(frozen)))


def text_of(pdf: bytes) -> str:
    made = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return made.stdout.decode()


def drawn(context: LetterContext) -> bytes:
    return render.draw(render.render_html(context), identifier=render.identifier(context))


@pytest.mark.parametrize("language", wordings.languages())
@pytest.mark.parametrize("kind", list(Letter))
def test_every_letter_is_drawn_in_every_language(kind: Letter, language: str) -> None:
    context = letter(kind, language)
    pdf = drawn(context)
    said = text_of(pdf)
    assert context.footer in said
    assert " ".join(context.title.split()[:2]) in said
    assert "SPECIMEN" in said
    assert not re.search(r"\{[a-z_]+\}|\{\{|\{%", said)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == language
        assert opened.Root.MarkInfo.Marked
        assert str(opened.docinfo.Title) == f"{context.title} · {context.footer}"
        pages = len(opened.pages)
    word, of = context.page, context.page_of
    assert f"{word} 1 {of} {pages}" in said
    assert f"{word} {pages} {of} {pages}" in said


def test_the_same_words_are_the_same_bytes() -> None:
    context = letter(Letter.REFUSAL)
    assert drawn(context) == drawn(context)


def test_the_quick_way_draws_what_plain_weasyprint_draws() -> None:
    """In a process of its own: keeping lines and styles changes WeasyPrint for the rest of one.

    Every kind of letter is drawn after all the others, when its lines and styles are kept
    already, by it or by another kind.
    """
    htmls = [
        render.render_html(letter(kind, language), preview=preview)
        for language, preview in (("es", ""), ("en", "Draft"))
        for kind in Letter
    ]
    script = (
        "import json, sys, hashlib, weasyprint\n"
        "for html in json.load(sys.stdin):\n"
        "    page = weasyprint.HTML(string=html)\n"
        "    pdf = page.write_pdf(pdf_tags=True, pdf_identifier=b'a' * 32)\n"
        "    print(hashlib.sha256(pdf).hexdigest())\n"
    )
    plain = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([render.whole_page(html) for html in htmls]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    for _turn in range(2):
        quick = [
            hashlib.sha256(render.draw(html, identifier="a" * 32)).hexdigest() for html in htmls
        ]
        assert quick == plain


def test_a_style_hangs_on_nothing_but_what_it_is_kept_by() -> None:
    """Tags, their order from above, `class`, `dir` and being the first child."""
    said = "".join(
        re.sub(
            r"/\*.*?\*/|@page *\{(?:[^{}]|\{[^{}]*\})*\}|@font-face *\{.*?\}", "", text, flags=re.S
        )
        for text in (
            (render.STYLES / name).read_text("utf-8") for name in ("base.css", "letter.css")
        )
    )
    selectors = re.findall(r"([^{}]+)\{", said)
    assert len(selectors) > 60
    simple = re.compile(r"[a-z0-9]*(\.[a-z-]+|\[dir=[a-z]+\]|:first-child|::marker)*")
    for selector in selectors:
        for one in re.split(r"[\s,>]+", selector.strip()):
            assert simple.fullmatch(one), selector
    assert {"class", "dir", "lang", "style"} <= set(kept_styles.READ)


def test_styles_are_taken_from_an_earlier_letter_and_given_up_past_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = kept_styles.KeptStyles()
    root = _page("<p>a</p><p class='b'>b</p>")
    again = _page("<p>c</p><p class='b'>d</p><p class='b'>e</p>")
    other = _page("<p class='b'>b</p>")
    assert kept.of(root) is None
    kept.learn(
        root, {(element, None): element.get("class", element.tag) for element in root.iter()}
    )
    found = kept.of(again)
    assert found is not None
    assert [found[element, None] for element in again.iter()] == ["html", "body", "p", "b", "b"]
    assert kept.of(other) is None
    monkeypatch.setattr(kept_styles, "MOST", 1)
    kept.learn(other, {(element, None): "new" for element in other.iter()})
    assert kept.of(again) is None
    assert kept.of(other) is not None


def _page(body: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<html><body>{body}</body></html>")  # noqa: S314


def test_only_the_house_fonts_are_in_the_file() -> None:
    fonts = subprocess.run(
        ["pdffonts", "-"], input=drawn(letter(Letter.REQUEST)), capture_output=True, check=True
    ).stdout.decode()
    rows = fonts.splitlines()[2:]
    assert rows
    for row in rows:
        assert "+Noto-Serif-Letter" in row, row
        assert " yes yes yes " in row, row


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_only_text(payload: str) -> None:
    context = letter(Letter.REQUEST, text=payload)
    html = render.render_html(context)
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= OUR_TAGS
    pdf = render.draw(html, identifier="0" * 32)
    assert payload.split()[0][:20] in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/Names" not in opened.Root or "/EmbeddedFiles" not in opened.Root.Names
        assert all("/Annots" not in page for page in opened.pages)


@pytest.mark.parametrize("kind", list(Letter))
def test_hostile_text_is_only_text_in_every_kind_of_letter(kind: Letter) -> None:
    said = "<b>{{ 7 }}</b><img src='file:///etc/passwd'>"
    html = render.render_html(letter(kind, text=said))
    assert "<b>" not in html
    assert "<img" not in html
    assert "{{ 7 }}" in html


def test_markup_that_escaped_its_place_would_stop_the_letter() -> None:
    html = render.render_html(letter(Letter.NOTE))
    broken = html.replace("</section>", "<b></section>", 1)
    with pytest.raises(SyntaxError):
        render.draw(broken, identifier="0")


def test_nothing_is_fetched_even_where_the_page_asks_for_it() -> None:
    html = render.render_html(letter(Letter.NOTE))
    from weasyprint.urls import FatalURLFetchingError

    asking = html.replace("</section>", "<p><img src='file:///etc/hostname'/></p></section>", 1)
    with pytest.raises(FatalURLFetchingError):
        render.draw(asking, identifier="0")


def test_characters_that_no_font_has_are_named() -> None:
    with pytest.raises(UnableToRenderLetter, match=r"漢 \(U\+6F22\)"):
        render.render_html(letter(Letter.NOTE, text="Name: 漢"))


def test_a_letter_past_the_most_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MOST_PAGES", 1)
    with pytest.raises(render.LetterTooLong, match="pages"):
        drawn(letter(Letter.REQUEST))


def test_empty_parts_and_long_words_do_not_leave_the_page() -> None:
    long = "W" * 290
    pdf = drawn(letter(Letter.REQUEST, text=long))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    right = [float(found) for found in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(right) <= 595.3 - 24 / 25.4 * 72 + 1


@pytest.mark.parametrize(("kind", "language"), [("REFUSAL", "en"), ("ACKNOWLEDGEMENT", "es")])
def test_the_page_is_the_one_that_was_looked_at(kind: str, language: str) -> None:
    """When the wording changes on purpose, replace the file by what the failure shows."""
    html = render.render_html(letter(Letter(kind), language))
    html = re.sub(r"2026/\d{5}", "2026/00000", html)
    assert html == (GOLDEN / f"{kind}-{language}.html").read_text("utf-8")
