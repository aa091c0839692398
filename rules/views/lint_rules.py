"""The explanations of the linter's rules, each at an address of its own: `/lint/#sql-quoting`."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules.access import SignedIn, needs
from rules.presentation.explanation import explanations
from rules.roles import Role


@require_safe
@needs(Role.VIEWER)
def lint_rules(request: SignedIn) -> HttpResponse:
    return render(request, "rules/lint_rules.html", {"rules": explanations()})
