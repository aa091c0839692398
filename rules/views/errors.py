"""Pages for errors. None shows a traceback; each says what to do."""

import logging
import sys
from math import ceil

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from rules.models import own_database
from rules.presentation import lockout
from rules.services.sign_in_guard import Wait
from rules.text.size import MAX_SOURCE
from rules.web.access import RoleNeeded, SecondFactorNeeded, typed_text

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        sentence = (
            f"What was sent is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes, so it was not read. "
            f"A script may have at most {MAX_SOURCE:,} bytes."
        )
        return render(request, "errors/400.html", {"sentence": sentence}, status=413)
    if isinstance(exception, DisallowedHost):
        opened = request.META.get("HTTP_HOST", "")
        return render(request, "errors/400.html", {"sentence": _other_address(opened)}, status=400)
    sentence = "The browser sent something that mxadmin cannot read. Go back, load the page again and repeat it."
    return render(request, "errors/400.html", {"sentence": sentence}, status=400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    if isinstance(exception, SecondFactorNeeded):
        return render(request, "errors/second_factor.html", status=403)
    if not isinstance(exception, RoleNeeded):
        return render(request, "errors/403.html", {"sentence": "You may not see this page."}, status=403)
    context = {"needed": exception.needed, "has": exception.has, "sentence": _who_can_help(exception, request)}
    return render(request, "errors/403.html", context, status=403)


def _who_can_help(refused: RoleNeeded, request: HttpRequest) -> str:
    has = f"yours is {refused.has}" if refused.has else "you have none yet"
    return (
        f"This needs the role {refused.needed}; {has}. A publisher can give it to you at People, or the server's "
        f"administrator there: mxadmin set-role {request.user.get_username()} --role {refused.needed}"
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404. Our own views say what is missing; Django's resolver gives a table of addresses, which must stay
    hidden."""
    message = exception.args[0] if exception.args else None
    sentence = message if isinstance(message, str) else f"There is nothing at {request.path}. The link may be old."
    context = {"sentence": sentence, "script": getattr(exception, "script", None)}
    return render(request, "errors/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error of ours, without the database or the request's context: either may be what is broken. Django
    calls this while it handles the exception, so that can still be read."""
    if trouble := own_database.trouble_of(sys.exc_info()[1]):
        return _own_database(request, trouble)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def _own_database(request: HttpRequest, trouble: own_database.Trouble) -> HttpResponse:
    """Answer trouble with mxadmin's own database. The text that was typed comes back in a form that sends it again;
    secrets do not."""
    typed = [
        (name, value, TALL if len(value) > WIDE else 1)
        for name, values in request.POST.lists()
        if "password" not in name and name != "csrfmiddlewaretoken"
        for value in values
    ]
    signs_in = any("password" in name for name in request.POST)
    context = {
        "heading": HEADINGS[trouble],
        "sentence": own_database.sentence(trouble),
        "typed": [] if signs_in else typed,
        "path": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    answer = HttpResponse(render_to_string("errors/503.html", context), status=503)
    answer["Retry-After"] = str(own_database.RETRY_SECONDS)
    return answer


WIDE, TALL = 80, 12
"""A text of more characters than this is shown in as many rows."""

HEADINGS = {
    own_database.Trouble.AWAY: "mxadmin's database does not answer",
    own_database.Trouble.FULL: "The disk is full",
    own_database.Trouble.READ_ONLY: "Nothing can be written",
    own_database.Trouble.BROKEN: "The disk has a fault",
    own_database.Trouble.UNMIGRATED: "mxadmin's tables are not up to date",
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a failed CSRF check, as happens after signing in or out in another tab. The text that was typed comes
    back, so that it can be copied."""
    log.warning("Form refused (CSRF) at %s: %s", request.path, reason)
    context = typed_text(request)
    origin = request.headers.get("Origin", "null")
    if origin not in {"null", f"{request.scheme}://{request.get_host()}", settings.PUBLIC_URL.geturl().rstrip("/")}:
        context["elsewhere"] = _other_address(origin)
    return render(request, "errors/csrf.html", context, status=403)


def _other_address(opened: str) -> str:
    address = "".join(each for each in opened if each.isprintable())[:200] or "an address without a name"
    return (
        f"mxadmin was opened at {address}, but MXADMIN_URL is {settings.PUBLIC_URL.geturl()}. Open it there, or set "
        "MXADMIN_URL to the address that browsers use and start mxadmin again."
    )


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, str]) -> HttpResponse:
    """Answer a sign-in after too many wrong passwords: how long to wait, and what had too many of them."""
    wait: Wait = request.sign_in_wait  # type: ignore[attr-defined]
    minutes = ceil(wait.seconds / 60)
    context = {"sentence": lockout.sentence(wait.cause, failures=wait.failures, minutes=minutes)}
    answer = render(request, "errors/locked_out.html", context, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer
