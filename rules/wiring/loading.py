"""Whether a script's text loads: the same child process that runs it says so."""

from rules.lua.protocol.errors import ScriptError
from rules.lua.protocol.query import no_database
from rules.wiring import connections


def load_error(source: bytes) -> ScriptError | None:
    """The error of a text that VPOP3 could not load: a syntax error, or one that its top level raises."""
    with connections.sandbox().open(source, script_globals={}, query=no_database) as session:
        return session.loaded.error
