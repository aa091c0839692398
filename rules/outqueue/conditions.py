"""Each filter as an SQL condition. No pattern is made of what was typed: % and _ mean themselves."""

from collections.abc import Callable

from psycopg import sql

from rules.outqueue.columns import TABLE, Columns
from rules.outqueue.meaning import WHOLE, Meaning
from rules.outqueue.outcome_sql import code_condition, enhanced_condition, no_code_condition


def _server(columns: Columns) -> sql.Composable:
    return sql.SQL("{} = %(server)s").format(columns[Meaning.SERVER].ref)


def no_server(columns: Columns) -> sql.Composable:
    """A name that is empty or missing: pages show both alike."""
    return sql.SQL("coalesce({}::text, '') = ''").format(columns[Meaning.SERVER].ref)


def _provider(columns: Columns) -> sql.Composable:
    return _below("lower(rtrim({}, '.'))", columns[Meaning.SERVER].ref, "provider", separator=".")


def _domain(columns: Columns) -> sql.Composable:
    """By the recipient's address where the table has no domain."""
    if column := columns.get(Meaning.DOMAIN):
        return sql.SQL("lower(rtrim({}::text, '.')) = lower(%(domain)s)").format(column.ref)
    if column := columns.get(Meaning.RECIPIENT):
        ending = "right(lower(rtrim({}::text, '> ')), length(%(domain)s::text) + 1) = '@' || lower(%(domain)s)"
        return sql.SQL(ending).format(column.ref)
    raise ValueError(f"{TABLE} has no column for the domain here.")


def _recipient(columns: Columns) -> sql.Composable:
    return sql.SQL("strpos(lower({}::text), lower(%(recipient)s)) > 0").format(_required(columns, Meaning.RECIPIENT))


def _message(columns: Columns) -> sql.Composable:
    """Compared as numbers where it is one, so that an index serves."""
    ref = _required(columns, Meaning.MESSAGE_ID)
    if columns[Meaning.MESSAGE_ID].type in WHOLE:
        is_number = "%(message)s::text ~ '^[0-9]{{1,18}}$'"
        number = f"CASE WHEN {is_number} THEN %(message)s::text::bigint END"
        return sql.SQL(f"{{}} = {number}").format(ref)
    if columns[Meaning.MESSAGE_ID].type == "uuid":
        return sql.SQL("{}::text = lower(%(message)s)").format(ref)
    return sql.SQL("{} = %(message)s").format(ref)


def _code(columns: Columns) -> sql.Composable:
    return code_condition(columns.result, sql.SQL("%(code)s"))


def no_code(columns: Columns) -> sql.Composable:
    return no_code_condition(columns.result)


def _enhanced(columns: Columns) -> sql.Composable:
    return enhanced_condition(columns.result, sql.SQL("%(enhanced)s::text"))


BY_NAME: dict[str, Callable[[Columns], sql.Composable]] = {
    "server": _server,
    "provider": _provider,
    "domain": _domain,
    "recipient": _recipient,
    "message": _message,
    "code": _code,
    "enhanced": _enhanced,
}
"""Conditions over the parameter of the same name. Raise ValueError where the table has no column for it."""


def word(columns: Columns, number: int) -> sql.Composable:
    placeholder = sql.Placeholder(f"word{number}")
    return sql.SQL("strpos(lower({}), lower({}::text)) > 0").format(columns.result, placeholder)


def _below(name: str, ref: sql.Composable, parameter: str, *, separator: str) -> sql.Composable:
    """The name is the parameter, or ends with it behind the separator."""
    text = sql.SQL(name).format(ref)
    wanted = sql.SQL("lower(rtrim({}::text, '.'))").format(sql.Placeholder(parameter))
    return sql.SQL("({0} = {1} OR right({0}, length({1}) + 1) = {2} || {1})").format(
        text, wanted, sql.Literal(separator)
    )


def _required(columns: Columns, meaning: Meaning) -> sql.Composable:
    if column := columns.get(meaning):
        return column.ref
    raise ValueError(f"{TABLE} has no column for the {meaning.replace('_', ' ')} here.")
