"""The filters that a person keeps under a name."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from rules import queries
from rules.forms.saved_view import SavedViewForm
from rules.models.roles import Role
from rules.services import saved_views
from rules.services.errors import Refused
from rules.views.attempts.attempt_list import attempt_list
from rules.web.access import SignedIn, client_address, needs


@require_POST
@needs(Role.VIEWER)
def saved_view_save(request: SignedIn) -> HttpResponse:
    form = SavedViewForm(request.POST)
    if form.is_valid():
        try:
            view = saved_views.save_view(user=request.user, **form.cleaned_data, address=client_address(request))
        except Refused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"Saved the view {view}.")
            return redirect(f"{reverse('attempts')}?{view.query}")
    return attempt_list(request, QueryDict(request.POST.get("query", "")), status=422, view_form=form)


@require_POST
@needs(Role.VIEWER)
def saved_view_delete(request: SignedIn, pk: int) -> HttpResponse:
    view = queries.saved_view(request.user, pk)
    if view is None:
        raise Http404("You have no such view any more.")
    saved_views.delete_view(view=view, user=request.user, address=client_address(request))
    messages.success(request, f"Forgot the view {view}.")
    return redirect(f"{reverse('attempts')}?{view.query}")
