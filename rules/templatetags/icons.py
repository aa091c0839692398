"""Icons, in every template without loading."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache  # a list has a hundred of them, and the address of the file stays as long as the process
def icon(name: str, extra_class: str = "") -> SafeString:
    """An icon of static/icons.svg. It says nothing to a screen reader: a word has to stand beside it."""
    classes = f"icon {extra_class}".strip()
    address = static("icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, address, name)
