"""A script's name, and its archive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rules.forms.script_name import ScriptNameForm
from rules.models import Script
from rules.models.roles import Role
from rules.services import scripts
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.web.access import SignedIn, client_address, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.PUBLISHER)
def script_settings(request: SignedIn, name: str) -> HttpResponse:
    """Show a script's settings; POST renames it."""
    script = script_or_404(name)
    if request.method != "POST":
        return _page(request, script, ScriptNameForm(initial={"name": script.name}))
    form = ScriptNameForm(request.POST)
    if form.is_valid():
        try:
            renamed = scripts.rename(
                script=script, name=form.cleaned_data["name"], actor=request.user, address=client_address(request)
            )
        except Refused as error:
            if script.archived_at:  # meanwhile: the field is not on the page any more
                return _page(request, script, form, refused=str(error), status=422)
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{script} is called {renamed} now. Links to the old name still lead here.")
            return redirect("script_settings", renamed.name)
    return _page(request, script, form, status=422)


@require_POST
@needs(Role.PUBLISHER)
def script_archive(request: SignedIn, name: str) -> HttpResponse:
    """Archive the script, or with `back` bring it back."""
    script = script_or_404(name)
    change = scripts.bring_back if "back" in request.POST else scripts.archive
    try:
        script = change(script=script, actor=request.user, address=client_address(request))
    except Refused as error:
        form = ScriptNameForm(initial={"name": script.name})
        return _page(request, script, form, refused=str(error), status=422)
    messages.success(request, f"{script} is {'archived' if script.archived_at else 'back'}.")
    return redirect("script_settings", script.name)


def _page(
    request: SignedIn, script: Script, form: ScriptNameForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"script": script, "form": form, "refused": refused}
    return render(request, "rules/scripts/script_settings.html", context, status=status)
