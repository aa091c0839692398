"""Each filter as an SQL condition. No pattern is made of what was typed: % and _ mean themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from psycopg import sql

from rules.outqueue.attempts.column_meanings import WHOLE, Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.outcome_sql import code_condition, enhanced_condition, no_code_condition
from rules.outqueue.attempts.spelling import StoredText, server_name, spellings
from rules.outqueue.relation import TABLE

NAME = "lower(rtrim(btrim({}::text, E' \\t\\r\\n'), '.'))"
"""`server_name` in SQL."""

OF_NAME = frozenset({"server", "provider"})

NEVER = sql.SQL("FALSE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`parameters` are those of `sql`, under names that no other condition of the query has. `of_name`: it asks for
    the server's name and nothing else."""

    sql: sql.Composable
    parameters: dict[str, StoredText]
    of_name: bool = False


def at_server(columns: Columns, server: str, odd: Iterable[str] = ()) -> Condition:
    """Return SQL for the attempts at one server. `odd`: how else its name is spelt in the table, where an index is to
    find it."""
    name, ref = server_name(server), columns[Meaning.SERVER].ref
    texts = dict.fromkeys([name, server, *odd] if columns.indexed else [name])
    left = "{ref}" if columns.indexed else NAME.format("{ref}")

    def express(_columns: Columns, value: sql.Placeholder) -> sql.Composable:
        return sql.SQL(f"{left} = {{value}}").format(ref=ref, value=value)

    return any_of(columns, "server", express, (each for text in texts for each in spellings(text, columns.encoding)))


def matching(columns: Columns, name: str, express: "Express", text: str) -> Condition:
    """Return SQL for the text in each spelling that the database may hold; no row has what its encoding cannot hold."""
    return any_of(columns, name, express, spellings(text, columns.encoding))


def any_of(columns: Columns, name: str, express: "Express", values: Iterable[StoredText]) -> Condition:
    parameters = {f"{name}{number}": value for number, value in enumerate(values)}
    parts = [express(columns, sql.Placeholder(name)) for name in parameters]
    joined = sql.SQL("({})").format(sql.SQL(" OR ").join(parts)) if len(parts) > 1 else (parts or [NEVER])[0]
    return Condition(sql=joined, parameters=parameters, of_name=name in OF_NAME)


def no_server(columns: Columns) -> sql.Composable:
    """Return SQL for a name that is empty or missing: pages show both alike."""
    return sql.SQL("coalesce({}::text, '') = ''").format(columns[Meaning.SERVER].ref)


def _provider(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return _below(NAME, columns[Meaning.SERVER].ref, value, separator=".")


def _domain(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Compare the domain, taken from the recipient's address where the table has no domain column."""
    if column := columns.get(Meaning.DOMAIN):
        return sql.SQL("lower(rtrim({}::text, '.')) = lower({}::text)").format(column.ref, value)
    if column := columns.get(Meaning.RECIPIENT):
        ending = "right(lower(rtrim({0}::text, '> ')), length({1}::text) + 1) = '@' || lower({1}::text)"
        return sql.SQL(ending).format(column.ref, value)
    raise ValueError(f"{TABLE} has no column for the domain here.")


def _recipient(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    ref = _required(columns, Meaning.RECIPIENT)
    return sql.SQL("strpos(lower({}::text), lower({}::text)) > 0").format(ref, value)


def _message(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Compare the message id, as a number where it is one, so that an index serves."""
    ref = _required(columns, Meaning.MESSAGE_ID)
    if columns[Meaning.MESSAGE_ID].type in WHOLE:
        is_number = "{value}::text ~ '^[0-9]{{1,18}}$'"
        number = f"CASE WHEN {is_number} THEN {{value}}::text::bigint END"
        return sql.SQL(f"{{ref}} = {number}").format(ref=ref, value=value)
    if columns[Meaning.MESSAGE_ID].type == "uuid":
        return sql.SQL("{}::text = lower({}::text)").format(ref, value)
    return sql.SQL("{} = {}").format(ref, value)


def _code(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return code_condition(columns.result, value)


def no_code(columns: Columns) -> sql.Composable:
    return no_code_condition(columns.result)


def _enhanced(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return enhanced_condition(columns.result, sql.SQL("{}::text").format(value))


Express = Callable[[Columns, sql.Placeholder], sql.Composable]

BY_NAME: dict[str, Express] = {
    "provider": _provider,
    "domain": _domain,
    "recipient": _recipient,
    "message": _message,
    "code": _code,
    "enhanced": _enhanced,
}
"""Conditions on the filter field of that name. They raise ValueError where the table has no column for it."""


def word(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return sql.SQL("strpos(lower({}), lower({}::text)) > 0").format(columns.result, value)


def _below(name: str, ref: sql.Composable, value: sql.Placeholder, *, separator: str) -> sql.Composable:
    """Return SQL for a name that is the value, or ends with it behind the separator."""
    text = sql.SQL(name).format(ref)
    wanted = sql.SQL("lower(rtrim({}::text, '.'))").format(value)
    return sql.SQL("({0} = {1} OR right({0}, length({1}) + 1) = {2} || {1})").format(
        text, wanted, sql.Literal(separator)
    )


def _required(columns: Columns, meaning: Meaning) -> sql.Composable:
    if column := columns.get(meaning):
        return column.ref
    raise ValueError(f"{TABLE} has no column for the {meaning.replace('_', ' ')} here.")
