"""The account of the person who is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.forms.people import OwnPasswordForm
from rules.models.roles import Role
from rules.services import people
from rules.views.people import openid
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/people/account.html"


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
    context = {"form": form, "second_factor": queries.second_factor(request.user), "identities": openid.provider_name()}
    return render(request, PAGE, context, status=422 if sent is not None else 200)
