"""Rules for every request: answers are private, and a value that no column can hold never breaks a page."""

from collections.abc import Callable

from django.db.utils import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from rules.lua.cancellation import Cancelled
from rules.web.access import typed_text
from rules.wiring.run_queue import Full

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """Middleware: no browser and no proxy keeps a page, a download or a stream, unless its view says so. Static files
    are answered before this."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class ReadableRequests:
    """An answer to unreadable requests that forms do not handle: an address with a NUL character is none, and a value
    that the database refuses is an error of the request, not of mxadmin."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            sentence = "There is nothing at this address: it has a character that no address has."
            return render(request, "errors/404.html", {"sentence": sentence}, status=404)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer errors of values that cannot be stored. PostgreSQL takes no NUL, no half of a surrogate pair and no
        number beyond its columns; SQLite no such number."""
        if isinstance(exception, Full):
            return _busy(request, exception)
        if isinstance(exception, Cancelled):  # there is no browser any more that would show it
            return HttpResponse("The browser went away.", content_type="text/plain", status=503)
        if not _unstorable(exception):
            return None
        context: dict[str, object] = {
            "sentence": "What was sent has a character or a number that cannot be kept. Nothing was changed."
        }
        if request.method == "POST":
            context |= typed_text(request)
        return render(request, "errors/400.html", context, status=422)


def _busy(request: HttpRequest, full: Full) -> HttpResponse:
    again = request.get_full_path() if request.method == "GET" else ""
    context = {"sentence": str(full), "code": full.status, "again": again} | typed_text(request)
    answer = render(request, "errors/busy.html", context, status=full.status)
    answer["Retry-After"] = "5"
    return answer


def _unstorable(exception: Exception) -> bool:
    match exception:
        case DataError():
            return True
        case UnicodeEncodeError():
            return "surrogates" in exception.reason
        case ValueError():
            return "NUL" in str(exception) or "null byte" in str(exception) or "null character" in str(exception)
        case OverflowError():
            return "too large" in str(exception)
    return False
