"""Cites as a page shows them: what a house rule says of itself, in the language of the page.

The number of a paragraph is the same in every language; the words around it are not.
"""

import re
from functools import lru_cache

from django.utils.translation import get_language, get_language_bidi, gettext, gettext_noop

_RULE = gettext_noop("House rule")
_AFTER = gettext_noop("House rule after %(cite)s")
_UNVERIFIED = gettext_noop("%(cite)s, not verified")
_REMARKS = (
    (re.compile(r"(?P<cite>.+) lists no contents"), gettext_noop("%(cite)s lists no contents")),
    (re.compile(r"(?P<cite>.+) lists no documents"), gettext_noop("%(cite)s lists no documents")),
    (re.compile(r"(?P<cite>.+) names no channel"), gettext_noop("%(cite)s names no channel")),
    (re.compile(r"(?P<cite>.+) does not ask for it"), gettext_noop("%(cite)s does not ask for it")),
    (
        re.compile(r"(?P<cite>.+) speaks of the request only"),
        gettext_noop("%(cite)s speaks of the request only"),
    ),
    (
        re.compile(r"(?P<cite>.+) speaks of the documents only"),
        gettext_noop("%(cite)s speaks of the documents only"),
    ),
    (
        re.compile(r"(?P<cite>.+) speaks of the file only"),
        gettext_noop("%(cite)s speaks of the file only"),
    ),
    (re.compile(r"(?P<cite>.+) does not list it"), gettext_noop("%(cite)s does not list it")),
    (re.compile(r"(?P<cite>.+) is silent"), gettext_noop("%(cite)s is silent")),
    (
        re.compile(r"(?P<cite>.+) reaches only paragraph (?P<number>\d+)"),
        gettext_noop("%(cite)s reaches only paragraph %(number)s"),
    ),
    (
        re.compile(r"(?P<cite>.+) and (?P<other>.+) speak of urgent circumstances"),
        gettext_noop("%(cite)s and %(other)s speak of urgent circumstances"),
    ),
    (
        re.compile(r"(?P<cite>.+) knows no suggested date"),
        gettext_noop("%(cite)s knows no suggested date"),
    ),
    (
        re.compile(r"(?P<cite>.+) presupposes a formal request and says nothing of its form"),
        gettext_noop("%(cite)s presupposes a formal request and says nothing of its form"),
    ),
)
_NUMBERED = re.compile(r"article (?P<number>\d+)")
_ARTICLE = gettext_noop("article %(number)s")
_NAMES = frozenset(
    {
        gettext_noop("certificates go to the provider"),
        gettext_noop("no treaty asks for it"),
        gettext_noop("no treaty names one"),
        gettext_noop("the article"),
        gettext_noop("the certificate is a form"),
        gettext_noop("the Convention names the diplomatic channel"),
        gettext_noop("the Protocol adds to that Convention"),
        gettext_noop("the Protocol's article on joint teams was not read"),
        gettext_noop("the draft"),
        gettext_noop("the draft's article"),
        gettext_noop("the Budapest Convention"),
        gettext_noop("the Protocol"),
        gettext_noop("the text"),
        gettext_noop("the text was read in part"),
        gettext_noop("the stored data article of the CARICOM draft"),
        gettext_noop("the traffic disclosure article of the CARICOM draft"),
    }
)


def cite(text: str) -> str:
    """The cite in the language of the page; one that is no house rule stays as it is."""
    return _told(text, get_language() or "en") if text.startswith(_RULE) else text


@lru_cache(maxsize=1024)
def _told(text: str, language: str) -> str:
    rule, *remarks = text.split("; ")
    after = rule.removeprefix("House rule after ")
    if rule == _RULE:
        said = [gettext(_RULE)]
    elif after != rule:
        said = [gettext(_AFTER) % {"cite": _source(after)}]
    else:
        return text
    return "; ".join([*said, *map(_remark, remarks)])


def _remark(text: str) -> str:
    for pattern, sentence in _REMARKS:
        if found := pattern.fullmatch(text):
            return gettext(sentence) % {k: _source(v) for k, v in found.groupdict().items()}
    return _source(text)


def _source(text: str) -> str:
    bare = text.removesuffix(", not verified")
    if numbered := _NUMBERED.fullmatch(bare):
        named = gettext(_ARTICLE) % numbered.groupdict()
    else:
        named = gettext(bare) if bare in _NAMES else _apart(bare)
    return gettext(_UNVERIFIED) % {"cite": named} if bare != text else named


def _apart(text: str) -> str:
    """Where the page runs right to left, a cite in Latin letters keeps its own direction."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text
