"""The looks of django-allauth's elements, by the attributes that its templates give them."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def button_class(attrs: Mapping[str, Any]) -> str:
    """Return the classes of a button: the one that sends a form is the page's main one."""
    tags = attrs.get("tags", ())
    main = ("primary" in tags and "outline" not in tags) or not (tags or attrs.get("href"))
    return "button button-primary" if main else "button"


@register.filter
def is_box(kind: str) -> bool:
    """Whether an input of this type stands before its label."""
    return kind in {"radio", "checkbox"}


@register.filter
def is_area(kind: str) -> bool:
    return kind == "textarea"
