"""Objects by the words of an address, or a 404 that says what is missing."""

from django.http import Http404

from rules import queries
from rules.models import DryRun, Revision, Script
from rules.models.roles import Role
from rules.web.access import SignedIn

MOST_DIGITS = 9
LIVE = "live"
"""The word in an address for the live revision, instead of its number."""


class NoRevision(Http404):
    """A missing revision of a script that exists: the page links to all its revisions."""

    def __init__(self, script: Script, number: int) -> None:
        super().__init__(f"{script} has no revision {number}: {_existing(queries.latest(script))}.")
        self.script = script


def number_in(text: str | None) -> int | None:
    """Read the number of a revision, a line or a step; with more digits than any has, return the first, which names
    none either."""
    return int(text[:MOST_DIGITS]) if text and text.isdecimal() else None


def script_or_404(name: str) -> Script:
    script = queries.routing_script() if name == queries.ROUTING_SCRIPT else queries.script(name)
    if script is None:
        raise Http404(f"There is no script {name}. It may have another name, or the link is old.")
    return script


def revision_or_404(script: Script, number: int) -> Revision:
    revision = queries.revision(script, number)
    if revision is None:
        raise NoRevision(script, number)
    return revision


def chosen_revision(script: Script, text: str) -> Revision | None:
    """Return the revision whose number an address has; the latest where it has none."""
    number = number_in(text)
    return queries.latest(script) if number is None else revision_or_404(script, number)


def shown_revision(request: SignedIn, script: Script, text: str) -> Revision | None:
    """Return the revision of that number; without one, viewers get the live one, which is what they run."""
    if text == LIVE or (not text and not request.role.includes(Role.EDITOR)):
        return script.live or queries.latest(script)
    return chosen_revision(script, text)


def _existing(latest: Revision | None) -> str:
    if latest is None:
        return "none was saved yet"
    return f"there are 1 to {latest.number}" if latest.number > 1 else "there is only revision 1"


def visible_run(request: SignedIn, key: str) -> DryRun | None:
    """Find the run. One of a revision is for everybody; one of an unsaved text, for its owner and for editors."""
    run = queries.dry_run(key) if key else None
    if run and (run.revision or run.owner_id == request.user.pk or request.role.includes(Role.EDITOR)):
        return run
    return None


def run_or_404(request: SignedIn, key: str) -> DryRun:
    run = visible_run(request, key)
    if run is None:
        raise Http404("There is no such dry run: it is not kept any more, or it is not for you.")
    return run
