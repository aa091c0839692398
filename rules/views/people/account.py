"""The account of the person who is signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rules import queries
from rules.forms.people import OwnPasswordForm, TimesForm
from rules.models.roles import Role
from rules.services import people
from rules.views.people import openid
from rules.web import date_language, time_zone
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/people/account.html"
YEAR = 365 * 24 * 60 * 60


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def account(request: SignedIn) -> HttpResponse:
    """Show the account; POST changes the password and ends the account's other sessions."""
    sent = request.POST if request.method == "POST" else None
    form = OwnPasswordForm(request.user, sent)
    if sent is not None and form.is_valid():
        people.change_password(
            account=request.user, password=form.cleaned_data["new_password1"], address=client_address(request)
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, "Your password is changed. Other browsers have to sign in again.")
        return redirect("account")
    return _page(request, form, _times(), 422 if sent is not None else 200)


@require_POST
@needs(Role.VIEWER)
def account_times(request: SignedIn) -> HttpResponse:
    """Set the time zone and the language of dates, which the browser remembers, not the account."""
    form = _times(request.POST)
    if not form.is_valid():
        return _page(request, OwnPasswordForm(request.user), form, 422)
    response = redirect("account")
    for cookie, field in ((time_zone.COOKIE, "zone"), (date_language.COOKIE, "dates")):
        response.set_cookie(cookie, form.cleaned_data[field], max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


def _page(request: SignedIn, form: OwnPasswordForm, times: TimesForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "times": times,
        "now": timezone.now(),
        "second_factor": queries.second_factor(request.user),
        "identities": openid.provider_name(),
    }
    return render(request, PAGE, context, status=status)


def _times(sent: QueryDict | None = None) -> TimesForm:
    languages = [(code, language.name) for code, language in date_language.LANGUAGES.items()]
    now = {"zone": timezone.get_current_timezone_name(), "dates": date_language.chosen()}
    return TimesForm(time_zone.zones(), languages, sent, initial=now)
