"""The palette's entries for what is typed into it."""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rules import queries
from rules.models.roles import Role
from rules.presentation import palette as entries
from rules.presentation.palette import Entry, Group
from rules.web.access import SignedIn, needs
from rules.wiring import connections

LONGEST = 200
MOST_PAGES = 12


@require_safe
@needs(Role.VIEWER)
def palette(request: SignedIn) -> HttpResponse:
    """Answer with what fits, at once: of VPOP3's database only what is known already."""
    typed = " ".join(request.GET.get("q", "")[:LONGEST].replace("\0", "").split())
    groups = [Group(name=name, entries=found) for name, found in _found(request, typed) if found]
    return JsonResponse({"groups": [asdict(group) for group in groups]})


def _found(request: SignedIn, typed: str) -> list[tuple[str, tuple[Entry, ...]]]:
    scripts = list(queries.all_scripts())
    pages = entries.pages(request.role, queries.ROUTING_SCRIPT, [script.name for script in scripts])
    if request.role.publishes:
        pages += entries.publish_entries(scripts)
    known = connections.known_values().peek()
    if not typed:
        return [("Pages", tuple(pages))]
    revisions = queries.revisions_like(typed, entries.MOST_OF_A_KIND)
    values = entries.value_entries(known, typed)[:MOST_PAGES]
    return [
        ("Pages", entries.fitting(pages, typed, MOST_PAGES)),
        ("Revisions", entries.revision_entries(revisions)),
        ("Send attempts", entries.without_repetition([*values, *entries.attempt_entries(typed)])),
        ("Help and settings", entries.fitting(entries.help_pages(), typed)),
    ]
