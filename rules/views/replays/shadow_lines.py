"""The shadows that run, for the pages that show their scoreboards."""

from django.utils import timezone

from rules import queries
from rules.models import Script
from rules.presentation.shadow import ShadowLine, lines
from rules.views.replays.lookup import is_visible
from rules.web.access import SignedIn


def running_lines(request: SignedIn, script: Script) -> list[ShadowLine]:
    """Return the shadows of the script that run and that the person may see."""
    running = [each for each in queries.running_shadows(script) if is_visible(request, each)]
    return lines(running, timezone.now())
