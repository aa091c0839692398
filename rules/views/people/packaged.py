"""Pages of django-allauth, with this house's rules: a role, 422 for what was mistyped."""

from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponseBase

from rules.models.roles import Role
from rules.web.access import View, needs


def mistyped_is_422(view: View) -> View:
    """Answer a form that is shown again with 422: allauth says 200."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answered


def own(view: View) -> View:
    """Return a page about the account of the person who is signed in."""
    return needs(Role.VIEWER)(mistyped_is_422(view))


def with_picture(view: View) -> View:
    """Allow the picture with the secret for a telephone's camera, which is no file but part of the page."""
    decorated: View = csp_update({"img-src": ["data:"]})(view)
    return decorated
