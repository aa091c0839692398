"""The linter with what it needs around it: the compiler in the sandbox, and the catalogue of the connected database."""

from functools import lru_cache
from time import monotonic

from rules import connections
from rules.lint.catalogue import Catalogue
from rules.lint.finding import Finding
from rules.lint.lint import lint
from rules.lint.problem import SyntaxProblem
from rules.lua.errors import ErrorKind
from rules.lua.limits import Limit
from rules.lua.source import without_bom
from rules.outqueue.catalogue import read_catalogue
from rules.outqueue.database import Vpop3Database
from rules.outqueue.unavailable import Unavailable
from rules.vpop3.versions import Version

_CATALOGUE_SECONDS = 60
_LOAD_ONLY = b"do return end "
"""In front of a script, this has all of it compiled and none of it run; no line moves."""


def findings(source: bytes, version: Version) -> tuple[Finding, ...]:
    """What is to be said about a script that is to run in this version of VPOP3."""
    return lint(source, syntax=syntax_problem, version=version, catalogue=catalogue())


def syntax_problem(source: bytes) -> SyntaxProblem | None:
    """What the Lua 5.2 compiler in the sandbox has against a text."""
    with connections.sandbox().open(_LOAD_ONLY + without_bom(source), trace=False) as session:
        error = session.loaded.error
    if error is None:
        return None
    refused = error.kind is ErrorKind.SYNTAX or error.limit == Limit.SOURCE
    return SyntaxProblem(message=error.message, line=error.line, checked=refused)


def catalogue() -> Catalogue | None:
    """Of the connected database, at most a minute old; None where none is configured or it does not answer."""
    database = connections.vpop3()
    return _catalogue(database, int(monotonic() / _CATALOGUE_SECONDS)) if database.configured else None


@lru_cache(maxsize=1)
def _catalogue(database: Vpop3Database, _minute: int) -> Catalogue | None:
    try:
        return read_catalogue(database)
    except Unavailable:
        return None
