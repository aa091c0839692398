"""The session, for a page that outlives it: the person signed in now, and the sign-in without leaving the page."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rules.views.people import sign_in_steps
from rules.views.sign_in import SignIn

SECOND_FACTOR = "The password is right, but this account also needs its second factor: sign in in another tab, below."


@login_not_required
@require_safe
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Return the signed-in person, and the token that forms of this session need."""
    return _state(request)


class SignInAgain(SignIn):
    """The same checks and limits as on the sign-in page, answered as JSON. 422 names what is wrong."""

    http_method_names = ("post",)
    redirect_authenticated_user = False

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = sign_in_steps.begin(self.request, form.get_user(), "")
        if not self.request.user.is_authenticated:
            return JsonResponse({"sentence": SECOND_FACTOR}, status=422)
        answer = _state(self.request)
        answer.cookies = response.cookies
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        return JsonResponse({"sentence": " ".join(sentences)}, status=422)


def _state(request: HttpRequest) -> JsonResponse:
    user = request.user
    return JsonResponse({"user": user.pk, "name": user.get_username(), "token": get_token(request)})
