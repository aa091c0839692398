"""The fragment protocol: one address gives a whole page, or to htmx only the part of it that changes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from rules.access import SignedIn


def wanted(request: SignedIn) -> bool:
    """Going back in the browser's history wants the whole page, also when htmx asks for it."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page_or_part(
    request: SignedIn, template: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """`part` is a partial of the template. A cache must not give one where the other is wanted."""
    name = f"{template}#{part}" if wanted(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
