"""The page behind a link that lets a person set a password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.forms.people import FirstPasswordForm, NewPasswordForm
from rules.models import Invitation
from rules.services import invitations
from rules.services.errors import Refused
from rules.web.access import client_address

PAGE = "rules/people/invitation.html"
GONE = "rules/people/invitation_gone.html"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the form of an open link, and take it once. A person who is signed in signs out first: the link may be
    meant for somebody else."""
    found = queries.invitation_with(invitations.digest_of(secret))
    if found is None:
        raise Http404("This link is not known here. Copy the whole of it, or ask for a new one.")
    if not found.open:
        return render(request, GONE, {"invitation": found}, status=410)
    if request.user.is_authenticated:
        return render(request, PAGE, {"invitation": found}, status=409 if request.method == "POST" else 200)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            name = _accept(request, found, form.cleaned_data)
        except Refused as error:
            form.add_error("username" if found.creates_account else None, str(error))
        else:
            messages.success(request, f"The password of {name} is set. Sign in with it.")
            return redirect("login")
    status = 422 if request.method == "POST" else 200
    return render(request, PAGE, {"invitation": found, "form": form}, status=status)


def _form(request: HttpRequest, found: Invitation) -> FirstPasswordForm | NewPasswordForm:
    sent = request.POST if request.method == "POST" else None
    if found.creates_account:
        return FirstPasswordForm(sent)
    assert found.account, "a link for a password has an account"
    return NewPasswordForm(found.account, sent)


def _accept(request: HttpRequest, found: Invitation, typed: dict[str, Any]) -> str:
    address = client_address(request)
    if found.creates_account:
        user = invitations.accept(
            invitation=found, username=typed["username"], password=typed["password"], address=address
        )
    else:
        user = invitations.set_password(invitation=found, password=typed["new_password1"], address=address)
    return user.get_username()
