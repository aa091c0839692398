"""The list of all scripts, with the form to add one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.forms.script_name import ScriptNameForm
from rules.models.roles import Role
from rules.services import scripts
from rules.services.errors import Refused
from rules.web.access import RoleNeeded, SignedIn, client_address, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def script_list(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ScriptNameForm())
    if not request.role.includes(Role.EDITOR):
        raise RoleNeeded(Role.EDITOR, request.role)
    form = ScriptNameForm(request.POST)
    if form.is_valid():
        try:
            script = scripts.create_script(
                name=form.cleaned_data["name"], actor=request.user, address=client_address(request)
            )
        except Refused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{script} is there. Its first save becomes revision 1.")
            return redirect("script_edit", script.name)
    return _page(request, form, status=422)


def _page(request: SignedIn, form: ScriptNameForm, status: int = 200) -> HttpResponse:
    context = {"scripts": queries.all_scripts(), "form": form, "can_edit": request.role.includes(Role.EDITOR)}
    return render(request, "rules/scripts/script_list.html", context, status=status)
