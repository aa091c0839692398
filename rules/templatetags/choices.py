"""Marks for the one of several that is live or chosen, and the first of many."""

from django import template
from django.utils.html import format_html

from rules.models import Revision, Script
from rules.presentation.portion import portion

register = template.Library()

register.filter("portion", portion)


@register.filter
def is_live(revision: Revision, script: Script) -> bool:
    return revision.pk == script.live_id


@register.simple_tag
def mark_current(item: object, chosen: object, value: str = "true") -> str:
    """Return the attribute `aria-current` where `item` is the one that is shown."""
    return format_html('aria-current="{}"', value) if item == chosen else ""


@register.simple_tag
def mark_selected(item: object, chosen: object) -> str:
    """Return the attribute `selected` of an option where `item` is the chosen one."""
    return "selected" if item == chosen else ""
