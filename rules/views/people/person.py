"""One account: its role, whether it may sign in, and a link for a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rules import queries
from rules.forms.people import RoleForm
from rules.models.roles import Role
from rules.services import invitations, sign_ins
from rules.services import people as accounts
from rules.services.errors import Refused
from rules.views.people.link import link_of
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/people/person.html"


@require_safe
@needs(Role.PUBLISHER)
def person(request: SignedIn, pk: int) -> HttpResponse:
    return render(request, PAGE, _context(_account_or_404(pk)))


@require_POST
@needs(Role.PUBLISHER)
def person_role(request: SignedIn, pk: int) -> HttpResponse:
    user = _account_or_404(pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            accounts.set_role(username=user.username, role=role, actor=request.user, address=client_address(request))
            messages.success(request, f"{user.username} is {role} now.")
            return redirect("person", pk)
        except Refused as error:
            form.add_error("role", str(error))
    return render(request, PAGE, _context(user) | {"form": form}, status=422)


@require_POST
@needs(Role.PUBLISHER)
def person_access(request: SignedIn, pk: int) -> HttpResponse:
    """Disable the account, or enable it again."""
    user = _account_or_404(pk)
    change = accounts.enable if request.POST.get("access") == "enable" else accounts.disable
    try:
        change(username=user.username, actor=request.user, address=client_address(request))
    except Refused as error:
        return render(request, PAGE, _context(user) | {"refused": str(error)}, status=422)
    return redirect("person", pk)


@never_cache
@require_POST
@needs(Role.PUBLISHER)
def person_password(request: SignedIn, pk: int) -> HttpResponse:
    """Answer with the page that shows the link for a new password, this once."""
    user = _account_or_404(pk)
    if not user.is_active:
        refused = f"{user.username} is disabled: enable the account first."
        return render(request, PAGE, _context(user) | {"refused": refused}, status=422)
    link, secret = invitations.offer_password(account=user, actor=request.user, address=client_address(request))
    return render(request, PAGE, _context(user) | {"created": link, "link": link_of(secret)})


@require_POST
@needs(Role.PUBLISHER)
def person_second_factor(request: SignedIn, pk: int) -> HttpResponse:
    """Remove the second factor of a person who lost it."""
    user = _account_or_404(pk)
    try:
        sign_ins.remove_second_factor(account=user, actor=request.user, address=client_address(request))
        messages.success(request, f"{user.username} signs in with the password alone now.")
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("person", pk)


def _account_or_404(pk: int) -> User:
    user = queries.account(pk)
    if user is None:
        raise Http404("There is no such account.")
    return user


def _context(user: User) -> dict[str, Any]:
    person = queries.person_of(user)
    return {
        "person": person,
        "form": RoleForm(initial={"role": person.role}),
        "second_factor": queries.second_factor(user),
    }
