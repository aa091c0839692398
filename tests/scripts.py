"""Scripts for tests, stored by the services that the pages use."""

from rules.models import Revision, Script
from rules.queries import ROUTING_SCRIPT
from rules.services import publishing, revisions, scripts

ALLOW = b"function CheckServer(domain, mxserver)\n    return true\nend\n"
REFUSE = b"function CheckServer(domain, mxserver)\n    return false, 10\nend\n"
BROKEN = b"function CheckServer(domain\n    return true\nend\n"


def script_with(*sources: bytes, name: str = ROUTING_SCRIPT) -> Script:
    """Each text as a revision, in this order."""
    script = scripts.create_script(name=name, actor=None)
    for number, source in enumerate(sources):
        revisions.save(script=script, source=source, message=f"Text {number + 1}", actor=None, parent=number or None)
    return script


def revision(script: Script, number: int) -> Revision:
    return script.revisions.get(number=number)


def make_live(script: Script, number: int = 1) -> None:
    it = revision(script, number)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)
