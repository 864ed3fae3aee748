"""The few tags that the house components need."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mla import written
from mla.accounts import frame
from mla.accounts.once import FIELD
from mla.accounts.roles import Role

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """The hidden one-shot key of a form that `post_once` answers."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4().hex)


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a form field, in the house style, tied to its hint and its errors."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        look = "form-check-input"
    elif isinstance(widget, forms.Select):
        look = "form-select"
    else:
        look = "form-control"
    chosen = str(widget.attrs.get("class", ""))
    widget.attrs.pop("placeholder", None)  # the label says it, and stays while one types
    return field.as_widget(attrs={"class": f"{look} {chosen}".strip()})


@register.filter
def is_group(field: BoundField) -> bool:
    """True for a field of several boxes or buttons, which needs a fieldset and a legend."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def options(field: BoundField) -> list[Any]:
    """The boxes or buttons of a group, one by one."""
    field.field.widget.attrs["class"] = "form-check-input"
    return list(field.subwidgets)


@register.filter
def role_label(code: str) -> str:
    """What people read for a stored role."""
    return str(Role(code).label)


@register.filter
def day(value: date | None) -> str:
    """A day, or that of an instant in the zone of the house, in the language of the page."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(_zone())).date()
    return written.day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """An instant in the language of the page and the zone of the house; blank for none."""
    return written.moment(value, _zone()) if value else ""


def _zone() -> str:
    return getattr(frame.home_state(), "zone", "") or "UTC"
