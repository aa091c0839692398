"""The steps of a sign-in after the first: django-allauth leads through them, this is what mxadmin adds.

A text that was typed before the sign-out waits in the session until the last step, so that a second factor does not
lose it, and nobody without one stores anything.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rules.models import Draft
from rules.models.roles import Role, role_of
from rules.services import drafts, known_browser, sign_in_guard, sign_ins
from rules.services.errors import Refused
from rules.views.lookup import number_in, script_or_404
from rules.views.scripts.draft import stored, to_draft
from rules.web.access import client_address

KEPT = ("kept", "kept_script", "kept_parent", "kept_tab", "kept_message")
"""The fields of a text that was typed before the sign-out."""
WAITING = "typed before the sign-in"


def begin(request: HttpRequest, user: User, redirect_url: str) -> HttpResponse:
    """Go on after the right password: to the second factor where the account has one, else sign in."""
    if request.POST.get("kept_script"):
        request.session[WAITING] = {field: request.POST.get(field, "") for field in KEPT}
    login = Login(user=user, redirect_url=redirect_url)
    response: HttpResponse = perform_password_login(request, {"username": user.get_username()}, login)
    sign_in_guard.forget_try(request)
    return response


class Steps(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by invitation only; the last step of a sign-in is recorded."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or sign_ins.UNKNOWN_ADDRESS

    def add_message(self, *_: Any, **__: Any) -> None:
        """Say nothing of allauth's own: the page that follows shows what changed."""

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        sign_ins.record(user, client_address(request))
        typed = request.session.pop(WAITING, None)
        if typed:
            response = _rescued(request, user, typed)
        known_browser.remember(request, response, user)
        return response


def _rescued(request: HttpRequest, user: User, typed: dict[str, str]) -> HttpResponse:
    """Keep the typed text as a draft, and lead to it."""
    try:
        draft = _keep(request, user, typed)
    except (Refused, Http404) as error:
        return render(request, "errors/400.html", {"sentence": str(error), "kept": typed["kept"]}, status=422)
    return to_draft(typed["kept_script"], draft, typed["kept_message"])


def _keep(request: HttpRequest, user: User, typed: dict[str, str]) -> Draft | None:
    """Keep the text as a draft. Raises Refused where that may not be."""
    role = role_of(user)
    if role is None or not role.includes(Role.EDITOR):
        raise Refused("Changing a script needs the role editor, which you do not have.")
    script = stored(request, script_or_404(typed["kept_script"]), user)
    return drafts.keep(
        script=script,
        user=user,
        text=typed["kept"],
        parent=number_in(typed["kept_parent"]),
        tab=typed["kept_tab"][:32],
    )
