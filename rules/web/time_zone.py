"""The time zone in which a person reads times: the one of their browser, or the one they chose."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "mxadmin-zone"
"""The cookie with the name of a zone. static/js/parts/time_zone.js writes the browser's there when it is missing."""


class ReadersZone:
    """Middleware: while a request is answered, times are in its reader's zone; without a cookie in the server's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE, "")
        with timezone.override(ZoneInfo(name if is_zone(name) else settings.TIME_ZONE)):
            return self._get_response(request)


def in_utc(moment: datetime) -> str:
    """Return the moment in UTC, as addresses have it, so that they say the same to everybody."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def zones() -> list[str]:
    """Return the names of all zones, in the order of the alphabet."""
    return sorted(_names())


def is_zone(name: str) -> bool:
    return name in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
