"""Lines that were split once are not split, shaped and shaped again.

WeasyPrint shapes every line when it breaks a paragraph, throws the shaped line away and
shapes it anew to draw it. Here the shaped line is kept until it is drawn, and a line that
recurs (the house wording, the heads of tables, the footer) is not broken again. What is
drawn is the same, byte for byte; a test says so.
"""

from collections import OrderedDict
from typing import Any

MOST = 3000
"""Lines kept, the ones used longest ago given up first."""

_READ = (
    "direction",
    "font_language_override",
    "lang",
    "font_family",
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
    "font_variation_settings",
    "letter_spacing",
    "word_spacing",
    "white_space",
    "overflow_wrap",
    "word_break",
    "hyphens",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphenate_character",
    "text_decoration_line",
)
"""Every property that breaking or shaping a line reads."""


def keep() -> None:
    """From now on WeasyPrint keeps its lines in this process. Doing it twice changes nothing."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break
    from weasyprint.text.ffi import pango

    if getattr(line_break, "keeps_lines", False):
        return
    split, layout = line_break.split_first_line, line_break.Layout
    let_go, take_up = layout.deactivate, layout.reactivate
    kept: OrderedDict[Any, Any] = OrderedDict()

    def marks(style: Any) -> tuple[Any, ...]:
        found: tuple[Any, ...] | None = getattr(style, "line_marks", None)
        if found is None:
            found = (id(style.font_config), *(str(style[name]) for name in _READ))
            style.line_marks = found
        return found

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        if "\t" in text or justification_spacing:
            return split(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
        mark = (text, max_width, is_line_start, minimum, marks(style))
        found = kept.get(mark)
        if found is not None:
            kept.move_to_end(mark)
            return found
        found = split(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
        kept[mark] = found
        if len(kept) > MOST:
            kept.popitem(last=False)
        return found

    def deactivate(self: Any) -> None:
        if self.justification_spacing or "\t" in self.text:
            let_go(self)
            return
        # The shaped line stays; the style goes, for it would keep its whole letter alive.
        self.__dict__.pop("style", None)
        self.__dict__.pop("language", None)

    def reactivate(self: Any, style: Any) -> None:
        if self.justification_spacing or "layout" not in self.__dict__:
            take_up(self, style)
            return
        self.style = style
        pango.pango_layout_set_width(self.layout, -1)

    font_key = line_break._font_style_cache_key

    def font_style_key(style: Any, include_size: bool = False) -> Any:
        name = "sized_font_key" if include_size else "font_key"
        found = getattr(style, name, None)
        if found is None:
            found = font_key(style, include_size)
            setattr(style, name, found)
        return found

    line_break._font_style_cache_key = font_style_key
    line_break.split_first_line = split_first_line
    inline.split_first_line = split_first_line
    preferred.split_first_line = split_first_line
    layout.deactivate = deactivate
    layout.reactivate = reactivate
    line_break.keeps_lines = True
