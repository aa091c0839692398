"""What others did with a script while somebody edits it: saved, published, or writing now."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rules import queries
from rules.models import Script
from rules.models.roles import Role
from rules.views.lookup import number_in, script_or_404
from rules.web import fragments
from rules.web.access import SignedIn, needs

WRITING = timedelta(minutes=3)
"""The time after which a draft that is not kept again says nothing of whether somebody still writes."""


@require_safe
@needs(Role.EDITOR)
def script_together(request: SignedIn, name: str) -> HttpResponse:
    """`parent` is the revision that the page began from, `live` the one that was live then."""
    script = script_or_404(name)
    if not fragments.wanted(request):
        return redirect("script_edit", script.name)
    parent, live = number_in(request.GET.get("parent")), number_in(request.GET.get("live"))
    context = {
        "script": script,
        "parent": parent,
        "saved": _saved(script, parent),
        "published": _published(script, live),
        "writing": queries.others_writing(script, request.user, timezone.now() - WRITING),
    }
    return render(request, "rules/scripts/together.html", context)


def _saved(script: Script, parent: int | None) -> Any:
    """Return the latest revision, if it is newer than the one that the page began from."""
    latest = queries.latest(script)
    return latest if latest and latest.number > (parent or 0) else None


def _published(script: Script, live: int | None) -> Any:
    """Return the latest publication, if another revision was live when the page was opened."""
    if script.live is None or script.live.number == live:
        return None
    return next(iter(queries.publications_of(script)), None)
