"""Access to pages: one decorator states the rule of each."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from rules.models.roles import Role, role_of
from rules.text import network_address

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """The signed-in person, as a view behind `needs` gets it."""

    user: User
    role: Role
    htmx: HtmxDetails


class RoleNeeded(PermissionDenied):
    """The page needs a role that the person does not have."""

    def __init__(self, needed: Role, has: Role | None) -> None:
        super().__init__(f"This needs the role {needed}.")
        self.needed = needed
        self.has = has


class SecondFactorNeeded(PermissionDenied):
    """The page is for publishers, who must have a second factor here, and this one has none."""


def needs(role: Role) -> Callable[[View], View]:
    """Require a sign-in with this role or a higher one. The view finds it in `request.role`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            has = role_of(request.user)
            if has is None or not has.includes(role):
                raise RoleNeeded(role, has)
            if role is Role.PUBLISHER and settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(request.user):
                raise SecondFactorNeeded
            request.role = has  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return checked

    return decorate


def asks_again(view: View) -> View:
    """Ask for the password, or the second factor, before the view's POST, where MXADMIN_SIGN_IN_AGAIN says so and
    that was not done in the last five minutes. What was sent comes along."""

    def wanted(request: HttpRequest) -> bool:
        return settings.SIGN_IN_AGAIN and request.method == "POST"

    decorated: View = reauthentication_required(view, enabled=wanted)
    return decorated


def by_token(view: View) -> View:
    """Open the view to programs that send a bearer token (RFC 6750). The view is given it as `secret`, judges
    it, and answers in plain text."""

    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            return unauthorized("Send a token: Authorization: Bearer mxa_…")
        return view(request, *args, secret=secret.strip(), **kwargs)

    return checked


def unauthorized(sentence: str) -> HttpResponse:
    answer = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=401)
    answer["WWW-Authenticate"] = 'Bearer realm="mxadmin"'
    return answer


class SignInRequired(LoginRequiredMiddleware):
    """Middleware: every page needs a sign-in unless it says otherwise, so a forgotten decorator shows nothing."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        return to_sign_in(request) if refused else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the submitted text when the session has expired: a redirect would lose it. Signing in there puts it into
    the editor again."""
    if request.method == "POST":
        context = typed_text(request) | {"form": AuthenticationForm(request)}
        return render(request, "errors/signed_out.html", context, status=401)
    if is_part_of_a_page(request):
        return HttpResponse("You were signed out.", content_type="text/plain; charset=utf-8", status=401)
    return redirect_to_login(request.get_full_path())


def is_part_of_a_page(request: HttpRequest) -> bool:
    """Whether a page's script made the request. That page stays and offers to sign in; the address of a part is
    nobody's page."""
    return bool(request.headers.get("HX-Request")) or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def is_visit(request: HttpRequest) -> bool:
    """Whether a person opens the address as a page: no script and no program asks for HTML by name."""
    return request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("Accept", "")


def typed_text(request: HttpRequest) -> dict[str, object]:
    """Return the content of a refused form, and its script. In a save that follows a conflict it may be the text
    written by hand, on top of the latest revision."""
    place = request.resolver_match.kwargs if request.resolver_match else {}
    text, parent = ("by_hand", "latest") if request.POST.get("how") == "hand" else ("source", "parent")
    return {
        "kept": request.POST.get(text, ""),
        "kept_script": place.get("name", ""),
        "kept_parent": request.POST.get(parent, ""),
        "kept_tab": request.POST.get("tab", ""),
        "kept_message": request.POST.get("message", ""),
        "way_back": _way_back(request),
    }


def _way_back(request: HttpRequest) -> str:
    """Return the page of the refused form, with what was typed there beside a text. Empty where the browser does not
    say."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # "http://[" for one
        return ""
    if page.netloc != request.get_host() or not url_has_allowed_host_and_scheme(page.path, None):
        return ""
    query = QueryDict(page.query, mutable=True)
    for name in ("reason", "fuse", "fuse_minutes", "fuse_at_end"):
        if typed := request.POST.get(name):
            query[name] = typed
    return f"{page.path}?{query.urlencode()}" if query else page.path


def role_in_templates(request: HttpRequest) -> dict[str, Role | None]:
    return {"role": getattr(request, "role", None)}


def client_address(request: HttpRequest) -> str | None:
    """Return the browser's address; None where it is not known, say behind a unix socket or a proxy that sends none."""
    remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    found = network_address.browser(remote, forwarded, settings.PROXIES)
    return str(found) if found else None
