"""The Help: its first page with the search, and one page for each document."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules.forms.help import HelpSearchForm
from rules.models.roles import Role
from rules.presentation.help import pages
from rules.presentation.help.search import search
from rules.web.access import SignedIn, needs


@require_safe
@needs(Role.VIEWER)
def help_index(request: SignedIn) -> HttpResponse:
    form = HelpSearchForm(request.GET)
    valid = form.is_valid()
    query = form.cleaned_data.get("q", "")
    context = {
        "form": form,
        "groups": list(pages.groups()),
        "query": query,
        "results": search(query) if query else None,
    }
    return render(request, "rules/help/help_index.html", context, status=200 if valid else 422)


@require_safe
@needs(Role.VIEWER)
def help_page(request: SignedIn, slug: str) -> HttpResponse:
    try:
        page = pages.page(slug)
    except KeyError:
        raise Http404(f"The Help has no page {slug!r}.") from None
    before, after = pages.neighbours(slug)
    context = {"page": page, "before": before, "after": after, "groups": list(pages.groups()), "form": HelpSearchForm()}
    return render(request, "rules/help/help_page.html", context)
