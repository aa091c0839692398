"""The words that an editor completes and explains: hooks, host functions, Lua's own, and names of the database."""

from typing import Any

from rules.analysis.lua_manual import KEYWORDS, MANUAL
from rules.analysis.sql.catalogue import Catalogue
from rules.lua.functions import HOST_FUNCTIONS
from rules.vpop3 import versions
from rules.vpop3.hooks import HOOKS

_SYSTEM_SCHEMAS = ("pg_catalog", "information_schema")
_SENDER = {
    "ConnectionId": "The number of the Sender that sends the message.",
    "ConnectionName": "The name of the Sender that sends the message.",
}


def vocabulary(catalogue: Catalogue | None) -> dict[str, Any]:
    """`words`: {`name`, `kind`, `signature`, `meaning`, `since`, `basis`, `returns`?}, a hook's with `parameters` in
    their order: {`meaning`, `basis`}; `tables`: {`schema.table`: [columns]} of the connected database without
    PostgreSQL's own; `search_path`: [schemas]."""
    return {
        "words": [*_hooks(), *_host_functions(), *_globals(), *_lua()],
        "keywords": KEYWORDS,
        "tables": _tables(catalogue),
        "search_path": _without_system(catalogue.search_path) if catalogue else [],
    }


def _word(name: str, kind: str, signature: str, meaning: str, since: str, basis: str, **more: Any) -> dict[str, Any]:
    facts = {"name": name, "kind": kind, "signature": signature, "meaning": meaning, "since": since, "basis": basis}
    return facts | more


def _hooks() -> list[dict[str, Any]]:
    return [
        _word(
            hook.name.value,
            "hook",
            hook.signature,
            hook.meaning,
            _since(None if hook.since == versions.FIRST else str(hook.since)),
            hook.basis.value,
            returns=hook.returns,
            parameters=[{"meaning": each.meaning, "basis": each.assumed} for each in hook.parameters],
        )
        for hook in HOOKS.values()
    ]


def _host_functions() -> list[dict[str, Any]]:
    return [
        _word(f"VPOP3.{each.name}", "VPOP3", each.signature, each.summary, _since(each.since), each.basis)
        for each in HOST_FUNCTIONS.values()
    ]


def _globals() -> list[dict[str, Any]]:
    since = _since(str(versions.HOLDS))
    return [_word(name, "global", name, meaning, since, "documented") for name, meaning in _SENDER.items()]


def _lua() -> list[dict[str, Any]]:
    return [
        _word(name, "Lua 5.2", signature, meaning, "Lua 5.2", "documented")
        for name, (signature, meaning) in MANUAL.items()
    ]


def _since(version: str | None) -> str:
    return f"since VPOP3 {version}" if version else "in every VPOP3 version"


def _tables(catalogue: Catalogue | None) -> dict[str, list[str]]:
    tables = catalogue.tables.items() if catalogue else ()
    return {f"{schema}.{table}": list(columns) for (schema, table), columns in tables if schema not in _SYSTEM_SCHEMAS}


def _without_system(schemas: tuple[str, ...]) -> list[str]:
    return [schema for schema in schemas if schema not in _SYSTEM_SCHEMAS]
