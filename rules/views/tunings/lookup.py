"""A tuning, and one of its points, by the words of an address."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from rules import queries
from rules.models import Tuning
from rules.models.roles import Role
from rules.web.access import SignedIn


def tuning_or_404(request: SignedIn, pk: int) -> Tuning:
    """Find the tuning. One of a revision is for everybody; one of an unsaved text, for its owner and for editors."""
    tuning = queries.tuning(pk)
    if tuning is None or not _is_visible(request, tuning):
        raise Http404(f"There is no tuning {pk}, or it is not for you.")
    return tuning


def point_or_404(tuning: Tuning, number: int) -> Mapping[str, Any]:
    points = (tuning.result or {}).get("points", ())
    if number >= len(points):
        raise Http404(f"Tuning {tuning.pk} has no point {number}.")
    return points[number]  # type: ignore[no-any-return]


def _is_visible(request: SignedIn, tuning: Tuning) -> bool:
    if tuning.owner_id == request.user.pk or request.role.includes(Role.EDITOR):
        return True
    return queries.were_saved(tuning.script, [bytes(tuning.source)])
