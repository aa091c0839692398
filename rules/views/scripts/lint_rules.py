"""The explanations of the linter's rules, each at an address of its own: `/lint/#sql-quoting`."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.presentation.lint_explanations import explanations
from rules.web.access import SignedIn, needs


@require_safe
@needs(Role.VIEWER)
def lint_rules(request: SignedIn) -> HttpResponse:
    return render(request, "rules/scripts/lint_rules.html", {"rules": explanations()})
