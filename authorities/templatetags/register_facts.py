"""How facts of the register are written on a page."""

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from authorities.languages import language_name

register = template.Library()


@register.filter
def known(value: Any) -> SafeString:
    """The fact, or "not known" where it is blank: blank never reads as "no" (`None` neither)."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("not known"))
    if isinstance(value, datetime):
        return format_html("<time>{} UTC</time>", value.strftime("%Y-%m-%d %H:%M"))
    if isinstance(value, date):
        return format_html('<time class="moment">{}</time>', value.isoformat())
    if isinstance(value, time):
        return format_html("{}", value.strftime("%H:%M"))
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def in_words(code: str) -> str:
    """A language by its name in the language of the page."""
    return language_name(code)
