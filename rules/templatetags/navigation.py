"""Menus: what of them is current."""

from django import template
from django.utils.html import format_html

from rules.presentation.keys import KeyGroup, groups_for
from rules.presentation.navigation import ScriptPage
from rules.presentation.navigation import current as current_of
from rules.presentation.navigation import script_pages as pages_for

register = template.Library()


@register.simple_tag(takes_context=True)
def current(context: template.Context, menu: str, link: str) -> str:
    """The attribute `aria-current` of a menu's link. An error page may have been made without a request."""
    match = getattr(context.get("request"), "resolver_match", None)
    value = current_of(menu, link, (match.url_name if match else None) or "")
    return format_html('aria-current="{}"', value) if value else ""


@register.simple_tag(takes_context=True)
def script_pages(context: template.Context) -> list[ScriptPage]:
    """The pages of a script that the person may open."""
    return pages_for(context["role"])


@register.simple_tag(takes_context=True)
def keys_here(context: template.Context) -> list[KeyGroup]:
    """All keys, those of the page that is shown first."""
    match = getattr(context.get("request"), "resolver_match", None)
    return groups_for((match.url_name if match else None) or "")
