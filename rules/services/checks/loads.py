"""The check that VPOP3's Lua loads the text."""

from rules.lua.protocol.errors import ErrorKind
from rules.models.verdict import Verdict
from rules.services.checks.check import Check, Subject
from rules.wiring.linting import load_error

TITLE = "Loads"
SCRIPTS_OWN = {ErrorKind.SYNTAX, ErrorKind.RUNTIME, ErrorKind.LIMIT}


def check_loads(subject: Subject) -> Check:
    """`details` is the ScriptError. Its failure cannot be overridden."""
    error = load_error(subject.source, subject.cancellation)
    if error is None:
        verdict, sentence = Verdict.PASSED, "It loads without an error in Lua 5.2."
    elif error.kind in SCRIPTS_OWN:
        at = f"line {error.line}: " if error.line else ""
        verdict, sentence = Verdict.FAILED, f"It does not load, so it never goes live: {at}{error.message}"
    else:
        verdict, sentence = Verdict.UNKNOWN, f"Whether it loads could not be found out: {error.message}"
    return Check(name="loads", title=TITLE, verdict=verdict, sentence=sentence, details=error)
