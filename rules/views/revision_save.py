"""Saving the editor's text. Whatever goes wrong, what was typed is on the page that says so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rules import queries, scripttext
from rules.access import SignedIn, client_address, needs
from rules.forms.save import SaveForm
from rules.models import Script
from rules.presentation.diff import diff
from rules.roles import Role
from rules.services import revisions, scripts
from rules.services.errors import Refused, StaleParent
from rules.views import workbench
from rules.views.lookup import script_or_404


@require_POST
@needs(Role.EDITOR)
def revision_save(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _again(request, script, form)
    try:
        saved = _save(request, script, form)
    except StaleParent as conflict:
        return _conflict(request, script, form, conflict)
    except (Refused, scripttext.UnusableText) as error:
        form.add_error("source", str(error))
        return _again(request, script, form)
    _tell(request, saved)
    return redirect("script_edit", name)


def _save(request: SignedIn, script: Script, form: SaveForm) -> revisions.Saved:
    parent = queries.revision(script, form.cleaned_data["parent"])
    source = scripttext.to_bytes(form.cleaned_data["source"], like=bytes(parent.source) if parent else b"")
    address = client_address(request)
    if script.pk is None:
        script = scripts.create_script(name=script.name, actor=request.user, address=address)
    return revisions.save(
        script=script,
        source=source,
        message=form.cleaned_data["message"],
        parent=form.cleaned_data["parent"],
        actor=request.user,
        address=address,
    )


def _tell(request: SignedIn, saved: revisions.Saved) -> None:
    number = saved.revision.number
    if not saved.created:
        messages.info(request, f"Nothing to save: this is the text of revision {number} already.")
    elif saved.revision.reverts:
        messages.success(request, f"Saved revision {number}, with the text of {saved.revision.reverts.number}.")
    else:
        messages.success(request, f"Saved revision {number}.")


def _again(request: SignedIn, script: Script, form: SaveForm) -> HttpResponse:
    parent = queries.revision(script, form.cleaned_data.get("parent"))
    context = workbench.context(
        request, script, parent or queries.latest(script), source=form["source"].value() or "", save_form=form
    )
    return render(request, "rules/script_edit.html", context | {"parent": form["parent"].value()}, status=422)


def _conflict(request: SignedIn, script: Script, form: SaveForm, conflict: StaleParent) -> HttpResponse:
    """The way on carries the latest revision as parent: saving again puts this text on top, knowingly."""
    mine = form.cleaned_data["source"]
    theirs = bytes(conflict.latest.source)
    base = bytes(conflict.parent.source) if conflict.parent else b""
    context = {
        "script": script,
        "sentence": str(conflict),
        "parent": conflict.parent,
        "latest": conflict.latest,
        "source": mine,
        "theirs": scripttext.to_text(theirs),
        "their_changes": diff(base, theirs),
        "my_changes": diff(base, scripttext.to_bytes(mine, like=base)),
        "difference": diff(theirs, scripttext.to_bytes(mine, like=theirs)),
        "save_form": SaveForm(initial=form.cleaned_data | {"parent": conflict.latest.number}),
    }
    return render(request, "rules/revision_conflict.html", context, status=409)
