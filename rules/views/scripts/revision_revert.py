"""The page that restores the text of an older revision, as a new one that names it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rules.forms.revert import RevertForm
from rules.models import source_of
from rules.models.roles import Role
from rules.services import revisions
from rules.services.errors import Refused, StaleParent
from rules.views.lookup import revision_or_404, script_or_404
from rules.views.scripts.revision_view import page
from rules.web.access import SignedIn, client_address, needs


@require_POST
@needs(Role.EDITOR)
def revision_revert(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    form = RevertForm(request.POST)
    if not form.is_valid():
        return page(request, script, revision, form, status=422)
    try:
        saved = revisions.save(
            script=script,
            source=source_of(revision),
            reverts=revision,
            actor=request.user,
            address=client_address(request),
            **form.cleaned_data,
        )
    except StaleParent as conflict:
        latest = conflict.latest
        form = RevertForm(form.cleaned_data | {"parent": latest.number})
        form.full_clean()
        form.add_error(None, f"{latest.author_name} saved revision {latest.number} meanwhile: look at it first.")
        return page(request, script, revision, form, status=409)
    except Refused as error:
        form.add_error(None, str(error))
        return page(request, script, revision, form, status=422)
    if saved.created:
        messages.success(request, f"Saved revision {saved.revision.number}, with the text of {number}.")
    else:
        messages.info(request, f"Nothing to save: revision {saved.revision.number} has this text already.")
    return redirect("revision_view", script.name, saved.revision.number)
