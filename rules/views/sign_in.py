"""The sign-in page. `rules.services.sign_in_guard` counts wrong passwords; a person who is signed in already goes
on."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from rules.forms.sign_in import SignInForm
from rules.views.people import openid, sign_in_steps


class SignIn(LoginView):
    """A text that was typed before the sign-out comes along, and is in the editor again afterwards."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return sign_in_steps.begin(self.request, form.get_user(), self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = {field: self.request.POST.get(field, "") for field in sign_in_steps.KEPT}
        return super().get_context_data(**kwargs) | typed | {"provider": openid.provider_name()}
