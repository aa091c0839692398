"""The linter with what it needs around it: the compiler in the sandbox, and the catalogue of the connected database."""

from collections.abc import Hashable
from dataclasses import replace
from threading import Condition, Lock

from cachetools import TTLCache, cached

from rules.analysis.script import Script
from rules.analysis.sql.catalogue import Catalogue, Complaint
from rules.analysis.syntax_problem import SyntaxProblem
from rules.analysis.tree import MAX_BRANCHES, has_too_many_branches
from rules.lint import lint
from rules.lint.finding import Finding
from rules.lint.outline import HookPlace, outline
from rules.lua.cancellation import Cancellation
from rules.lua.protocol.errors import ErrorKind, ScriptError
from rules.lua.protocol.query import no_database
from rules.lua.protocol.source import without_bom
from rules.outqueue.catalogue import read_catalogue
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Unavailable
from rules.text.size import MAX_SOURCE
from rules.vpop3.versions import Version
from rules.wiring import connections

_CATALOGUE_SECONDS = 60
_LOAD_ONLY = b"do return end "
"""The beginning that has all of a script compiled and none of it run; no line moves."""


def findings(source: bytes, version: Version) -> tuple[Finding, ...]:
    """Return the findings about a script that is to run in this version of VPOP3."""
    return lint.findings(script_of(source, version))


def review(source: bytes, version: Version) -> tuple[tuple[Finding, ...], tuple[HookPlace, ...]]:
    """Return the findings and the outline of hooks that an editor shows beside a text. The text is read once for
    both."""
    script = script_of(source, version)
    return lint.findings(script), outline(script)


def script_of(source: bytes, version: Version) -> Script:
    """Return a script as it is understood, with the compiler's complaint about it."""
    return Script(source, version=version, problem=syntax_problem(source), catalogue=catalogue())


def syntax_problem(source: bytes) -> SyntaxProblem | None:
    """Return the complaint of the sandbox's Lua 5.2 compiler about a text."""
    if len(source) > MAX_SOURCE:
        return SyntaxProblem(message=f"it has {len(source):,} bytes, at most {MAX_SOURCE:,} are loaded", line=1)
    if has_too_many_branches(source):
        message = f"compiling more than {MAX_BRANCHES:,} times `elseif` takes too long; a table finds a domain at once"
        return SyntaxProblem(message=message, checked=False)
    with connections.sandbox().open(_LOAD_ONLY + without_bom(source), trace=False) as session:
        error = session.loaded.error
    if error is None:
        return None
    return SyntaxProblem(message=error.message, line=error.line, checked=error.kind is ErrorKind.SYNTAX)


def catalogue() -> Catalogue | None:
    """Return the catalogue of the connected database, at most a minute old; None where none is configured or it does
    not answer."""
    database = connections.vpop3()
    return _catalogue(database) if database.configured else None


@cached(TTLCache[Hashable, Catalogue | None](1, _CATALOGUE_SECONDS), condition=Condition())
def _catalogue(database: Vpop3Database) -> Catalogue | None:
    try:
        return replace(read_catalogue(database), judge=lambda sql: _complaint(database, sql))
    except Unavailable:
        return None


@cached(TTLCache[Hashable, Complaint | None](256, _CATALOGUE_SECONDS), lock=Lock())
def _complaint(_database: Vpop3Database, sql: str) -> Complaint | None:
    """Return the database's complaint about a query, by its plan. Without a position, it is the role or the server."""
    answer = connections.explain(sql)
    return (answer.error, answer.position - 1) if answer.error and answer.position else None


def load_error(source: bytes, cancellation: Cancellation | None = None) -> ScriptError | None:
    """The error of a text that VPOP3 could not load: a syntax error, or one that its top level raises."""
    opened = connections.sandbox().open(source, script_globals={}, query=no_database, cancellation=cancellation)
    with opened as session:
        return session.loaded.error
