"""The linter's findings in the editor's unsaved text, asked while somebody types. Nothing is stored."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rules import queries
from rules.forms.lint import LintForm
from rules.models import as_stored
from rules.models.roles import Role
from rules.presentation.lint_review import Review, review
from rules.text import encoding
from rules.views.lookup import script_or_404
from rules.vpop3 import versions
from rules.web.access import SignedIn, needs
from rules.wiring import linting


@require_POST
@needs(Role.EDITOR)
def script_lint(request: SignedIn, name: str) -> HttpResponse:
    """Answer with the findings and the outline, as the editor's page has them. 422 where the text cannot be a
    script."""
    script = script_or_404(name)
    form = LintForm(request.POST)
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, Review(version=versions.CURRENT, problem=sentence), status=422)
    parent = queries.revision(script, form.cleaned_data["parent"])
    try:
        source = as_stored(form.cleaned_data["source"], parent)
    except encoding.UnusableText as error:
        return _answer(request, Review(version=form.cleaned_data["version"], problem=str(error)), status=422)
    version = form.cleaned_data["version"]
    return _answer(request, review(version, *linting.review(source, version)))


def _answer(request: SignedIn, found: Review, status: int = 200) -> HttpResponse:
    return render(request, "rules/scripts/review.html", {"review": found, "can_edit": True}, status=status)
