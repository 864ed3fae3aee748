"""Styles that were computed for one letter serve the next.

Letters come from the same few templates under the same two style sheets, so their elements
ask for the same few hundred styles again and again. WeasyPrint computes them anew for every
document, and those of its anonymous boxes with them. Here the styles are kept by the way
down to an element; a letter with one way that is new is computed as a whole, as ever.
What is drawn is the same, byte for byte; a test says so.
"""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

READ = ("class", "dir", "id", "lang", "name", "style")
"""Every attribute that the style sheets of letters or WeasyPrint itself take styles from.

Besides them a style may hang on the tags and on being the first child, and on nothing else;
a test reads the style sheets for that.
"""
MOST = 2000
"""Ways kept. Letters have some two hundred; past the most all are given up, and begun again."""

_Mark = tuple[str | bool | None, ...]


@dataclass(slots=True)
class _Way:
    """One way down to an element: the styles by pseudo-element, and the ways on from here."""

    styles: dict[str | None, Any] = field(default_factory=dict)
    on: dict[_Mark, "_Way"] = field(default_factory=dict)


class KeptStyles:
    """The styles of elements already met. For one pair of style sheets and one set of fonts."""

    def __init__(self) -> None:
        self._top = _Way()
        self._ways = 0

    def of(self, root: Element) -> dict[tuple[Element, str | None], Any] | None:
        """The styles of all elements by element and pseudo-element; None if one is new."""
        found: dict[tuple[Element, str | None], Any] = {}
        return found if _gather(root, self._top.on.get(_mark(root, first=True)), found) else None

    def learn(self, root: Element, computed: dict[tuple[Element, str | None], Any]) -> None:
        """The styles of this letter are kept. Those that were kept before stay."""
        if self._ways > MOST:
            self._top, self._ways = _Way(), 0
        by_element: dict[Element, dict[str | None, Any]] = {}
        for (element, pseudo), style in computed.items():
            by_element.setdefault(element, {})[pseudo] = style
        self._learn(root, self._top, by_element, first=True)

    def _learn(
        self,
        element: Element,
        above: _Way,
        computed: dict[Element, dict[str | None, Any]],
        *,
        first: bool,
    ) -> None:
        mark = _mark(element, first=first)
        way = above.on.get(mark)
        if way is None:
            way = above.on[mark] = _Way(computed[element])
            self._ways += 1
        for place, child in enumerate(element):
            self._learn(child, way, computed, first=place == 0)


def _gather(
    element: Element, way: _Way | None, found: dict[tuple[Element, str | None], Any]
) -> bool:
    if way is None:
        return False
    for pseudo, style in way.styles.items():
        found[element, pseudo] = style
    first = True
    for child in element:
        if not _gather(child, way.on.get(_mark(child, first=first)), found):
            return False
        first = False
    return True


def _mark(element: Element, *, first: bool) -> _Mark:
    return (element.tag, first, *map(element.get, READ)) if element.attrib else (element.tag, first)


def keep() -> None:
    """From now on a page that has `kept_styles` is styled from them. Twice changes nothing."""
    from weasyprint import css

    if getattr(css, "keeps_styles", False):
        return

    class StyleFor(css.StyleFor):  # type: ignore[misc]
        _cascaded_styles: dict[Any, Any]
        _computed_styles: dict[Any, Any]

        def __init__(
            self,
            html: Any,
            sheets: Any,
            presentational_hints: bool,
            font_config: Any,
            target_collector: Any,
        ) -> None:
            kept: KeptStyles | None = getattr(html, "kept_styles", None)
            found = kept.of(html.etree_element) if kept else None
            if found is None:
                super().__init__(html, sheets, presentational_hints, font_config, target_collector)
                if kept:
                    kept.learn(html.etree_element, self._computed_styles)
                return
            self._cascaded_styles = {}
            self._computed_styles = found
            self.initial_page_sizes = {"box": None, "area": None}
            self._sheets = sheets
            self.font_config = font_config

    css.StyleFor = StyleFor
    css.keeps_styles = True
