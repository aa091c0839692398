"""From an address to what it names, or a 404 that says what is missing."""

from django.http import Http404

from rules import queries
from rules.models import Revision, Script


def script_or_404(name: str) -> Script:
    script = queries.routing_script() if name == queries.ROUTING_SCRIPT else queries.script(name)
    if script is None:
        raise Http404(f"There is no script {name}.")
    return script


def revision_or_404(script: Script, number: int) -> Revision:
    revision = queries.revision(script, number)
    if revision is None:
        raise Http404(f"{script} has no revision {number}.")
    return revision
