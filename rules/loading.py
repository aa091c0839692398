"""Whether a script's text loads: the same child process that runs it says so."""

from rules import connections
from rules.lua.errors import ScriptError
from rules.lua.query import no_database


def load_error(source: bytes) -> ScriptError | None:
    """The error of a text that VPOP3 could not load: a syntax error, or one that its top level raises."""
    with connections.sandbox().open(source, script_globals={}, query=no_database) as session:
        return session.loaded.error
