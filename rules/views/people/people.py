"""Everybody with an account, and the invitations that wait."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rules import queries
from rules.forms.people import InvitationForm, SearchForm
from rules.models import Invitation
from rules.models.roles import Role
from rules.services import invitations
from rules.services.errors import Refused
from rules.views.people.link import link_of
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/people/people.html"
PER_PAGE = 50


@require_safe
@needs(Role.PUBLISHER)
def people(request: SignedIn) -> HttpResponse:
    search = SearchForm(request.GET)
    return render(request, PAGE, _context(request, search), status=200 if search.is_valid() else 422)


@never_cache
@require_POST
@needs(Role.PUBLISHER)
def invite(request: SignedIn) -> HttpResponse:
    """Answer with the page that shows the link, this once: after a redirect nobody would know it any more."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(request, SearchForm({})) | {"form": form}, status=422)
    invitation, secret = invitations.invite(
        person=form.cleaned_data["person"],
        role=Role(form.cleaned_data["role"]),
        days=form.cleaned_data["days"],
        actor=request.user,
        address=client_address(request),
    )
    return render(request, PAGE, _context(request, SearchForm({})) | {"created": invitation, "link": link_of(secret)})


@require_POST
@needs(Role.PUBLISHER)
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    invitation = _open_or_404(pk)
    try:
        invitations.withdraw(invitation=invitation, actor=request.user, address=client_address(request))
        messages.success(request, f"The invitation of {invitation.person} is withdrawn: its link opens nothing now.")
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("people")


def _open_or_404(pk: int) -> Invitation:
    invitation = queries.open_invitation(pk)
    if invitation is None:
        raise Http404("This invitation was used or withdrawn, or its time is over.")
    return invitation


def _context(request: SignedIn, search: SearchForm) -> dict[str, Any]:
    wanted = search.cleaned_data["q"] if search.is_valid() else ""
    page = Paginator(queries.people(wanted), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "search": search,
        "wanted": wanted,
        "page": page,
        "rows": [queries.person_of(user) for user in page],
        "waiting": queries.open_invitations(),
        "form": InvitationForm(),
    }
