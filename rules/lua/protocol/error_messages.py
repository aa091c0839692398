"""Sentences about how a session ended."""

import signal

from rules.lua.protocol.errors import ErrorKind, ScriptError
from rules.lua.protocol.limits import SCRIPT_MAX_BYTES, Limit, Limits


def limit_sentence(limit: Limit, limits: Limits) -> str:
    """Say which limit was reached, and how far the script had got."""
    return {
        Limit.WALL: f"it was still running after {limits.wall_ms:,} ms",
        Limit.CPU: f"it used {limits.cpu_ms:,} ms of processor time",
        Limit.INSTRUCTIONS: f"it ran {limits.instructions:,} Lua instructions in one call",
        Limit.MEMORY: f"it needed more than {_mib(limits.memory_bytes)} of memory",
        Limit.PRINT: f"it printed more than {_kib(limits.print_bytes)}",
        Limit.QUERIES: f"it asked for more than {limits.queries:,} SQL queries",
        Limit.QUERY_BYTES: f"it asked a SQL query longer than {_kib(limits.query_bytes)}",
        Limit.SQL_TIME: f"its SQL queries took more than {limits.sql_ms:,} ms",
        Limit.SQL_BYTES: f"its SQL queries brought more than {_kib(limits.sql_bytes)}",
        Limit.VALUES: f"it returned more than {limits.values:,} values or {_kib(limits.value_bytes)} of text",
        Limit.SOURCE: f"it is longer than the {SCRIPT_MAX_BYTES:,} bytes (SCRIPT_MAX_BYTES) that mxadmin loads",
    }[limit]


def limit_error(limit: Limit, limits: Limits) -> ScriptError:
    return ScriptError(
        kind=ErrorKind.LIMIT, limit=limit, message=f"The script was stopped: {limit_sentence(limit, limits)}."
    )


def death(status: int | None, limits: Limits) -> ScriptError:
    """Say that a child ended without a message."""
    if hasattr(signal, "SIGPROF") and status == -signal.SIGPROF:
        return limit_error(Limit.CPU, limits)
    return ScriptError(
        kind=ErrorKind.CRASHED, message=f"The script's process {_fate(status)}. Nothing else was harmed."
    )


def ended(reason: str) -> ScriptError:
    """Return the error of a call after the end, which had this reason."""
    return ScriptError(kind=ErrorKind.ENDED, message=f"This session is over. {reason}")


def cancelled() -> ScriptError:
    return ScriptError(kind=ErrorKind.ENDED, message="The run was cancelled.")


def unavailable(message: str) -> ScriptError:
    return ScriptError(kind=ErrorKind.UNAVAILABLE, message=message)


def misbehaviour(detail: str) -> ScriptError:
    return ScriptError(
        kind=ErrorKind.PROTOCOL,
        message=f"The script's process was ended, because it sent what it must not. {detail}",
    )


def _fate(status: int | None) -> str:
    if status is None:
        return "died"
    if status < 0:
        return f"was killed by signal {-status} ({_signal_name(-status)})"
    return f"ended by itself with exit code {status}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def _mib(size: int) -> str:
    return f"{size / 1024 / 1024:g} MiB"


def _kib(size: int) -> str:
    return f"{size / 1024:g} KiB"
