"""The sign-in page. `rules.services.sign_in_guard` counts wrong passwords; a person who is signed in already goes
on."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from rules.forms.sign_in import SignInForm
from rules.models import Draft
from rules.models.roles import Role, role_of
from rules.services import drafts, known_browser
from rules.services.errors import Refused
from rules.views.lookup import number_in, script_or_404
from rules.views.scripts.draft import stored, to_draft

KEPT = ("kept", "kept_script", "kept_parent", "kept_tab", "kept_message")


class SignIn(LoginView):
    """A text that was typed before the sign-out comes along, and is in the editor again afterwards."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        known_browser.remember(self.request, response, form.get_user())
        sent = self.request.POST
        if not sent.get("kept_script"):
            return response
        try:
            draft = self._keep(form.get_user(), sent)
        except (Refused, Http404) as error:
            context = {"sentence": str(error), "kept": sent.get("kept", "")}
            return render(self.request, "errors/400.html", context, status=422)
        rescued = to_draft(sent.get("kept_script", ""), draft, sent.get("kept_message", ""))
        known_browser.remember(self.request, rescued, form.get_user())
        return rescued

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {field: self.request.POST.get(field, "") for field in KEPT}

    def _keep(self, user: User, sent: QueryDict) -> Draft | None:
        """Keep the text as a draft. Raises Refused where that may not be."""
        role = role_of(user)
        if role is None or not role.includes(Role.EDITOR):
            raise Refused("Changing a script needs the role editor, which you do not have.")
        script = stored(self.request, script_or_404(sent.get("kept_script", "")), user)
        return drafts.keep(
            script=script,
            user=user,
            text=sent.get("kept", ""),
            parent=number_in(sent.get("kept_parent")),
            tab=sent.get("kept_tab", "")[:32],
        )
