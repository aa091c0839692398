"""A file as the next revision, byte for byte."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rules.forms.save import SaveForm
from rules.forms.upload import UploadForm
from rules.models import Script
from rules.models.roles import Role
from rules.services import revisions
from rules.services.errors import Refused, StaleParent
from rules.text import encoding
from rules.views.lookup import script_or_404
from rules.views.scripts.draft import keep_typed, stored
from rules.views.scripts.revision_conflict import conflict_page
from rules.views.scripts.revision_list import page
from rules.web.access import SignedIn, client_address, needs


@require_POST
@needs(Role.EDITOR)
def revision_upload(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        form.keep()
        return page(request, script, form, status=422)
    sent = form.cleaned_data
    try:
        saved = revisions.save(
            script=stored(request, script, request.user),
            source=sent["file"],
            message=sent["message"],
            parent=sent["parent"],
            actor=request.user,
            address=client_address(request),
        )
    except StaleParent as conflict:
        return _conflict(request, script, sent, conflict)
    except Refused as error:
        form.keep()
        form.add_error("file", str(error))
        return page(request, script, form, status=422)
    number = saved.revision.number
    if saved.created:
        messages.success(request, f"Saved revision {number}.")
    else:
        messages.info(request, f"Nothing to save: this is the text of revision {number} already.")
    return redirect("revision_view", script.name, number)


def _conflict(request: SignedIn, script: Script, sent: dict[str, object], conflict: StaleParent) -> HttpResponse:
    text = encoding.to_text(bytes(sent["file"]))  # type: ignore[call-overload]
    form = SaveForm({"source": text, "message": sent["message"], "parent": sent["parent"]})
    keep_typed(request, script, form)
    return conflict_page(request, script, form, parent=conflict.parent, latest=conflict.latest)
