"""The fragment protocol: one address gives a whole page, or to htmx only the part of it that changes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from rules.web.access import SignedIn, is_visit


def wanted(request: SignedIn) -> bool:
    """Whether a fragment is wanted. Going back in the browser's history wants the whole page, also when htmx asks for
    it."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page_or_part(
    request: SignedIn, template: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """`part` is a partial of the template. A cache must not give one where the other is wanted."""
    name = f"{template}#{part}" if wanted(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class NoBlankPage:
    """Middleware: a visit to an address that only takes forms (after signing in, say, or by reloading) is redirected to
    the page above it: /scripts/NAME/save/ belongs to /scripts/NAME/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return redirect(_page_above(request.path)) if response.status_code == 405 and is_visit(request) else response


def _page_above(path: str) -> str:
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return _page_above(above)
    return above
