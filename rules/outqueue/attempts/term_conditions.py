"""Each term of a search as an SQL condition. As in `conditions`, no pattern is made of what was typed."""

from dataclasses import replace

from psycopg import sql

from rules.outqueue.attempts import conditions
from rules.outqueue.attempts.column_meanings import ADDRESS, Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition, Express
from rules.outqueue.attempts.outcome_sql import (
    code_class_condition,
    code_condition,
    enhanced_condition,
    failure_condition,
    no_code_condition,
    outcome_condition,
)
from rules.outqueue.attempts.spelling import server_name
from rules.search.terms import FAILED, NONE, Key, Term
from rules.smtp.reply import Outcome

SEARCHED = (
    Meaning.RESULT,
    Meaning.SERVER,
    Meaning.RECIPIENT,
    Meaning.DOMAIN,
    Meaning.RETURN_PATH,
    Meaning.MESSAGE_ID,
)
"""The columns in which a text is looked for."""

NEEDED = {
    Key.ADDRESS: (
        (Meaning.RECIPIENT, Meaning.RETURN_PATH),
        "a sender or a recipient, so “{0}” cannot be looked for there. For replies that name it, write reply:{0}",
    ),
    Key.FROM: ((Meaning.RETURN_PATH,), "the sender's address, so from: finds nothing. Leave it out."),
    Key.TO: ((Meaning.RECIPIENT, Meaning.DOMAIN), "the recipient, so to: finds nothing. Search for a server instead."),
    Key.DOMAIN: (
        (Meaning.DOMAIN, Meaning.RECIPIENT),
        "the destination, so domain: finds nothing. Search for its server or provider instead.",
    ),
    Key.MESSAGE: ((Meaning.MESSAGE_ID,), "the message id, so message: finds nothing. Leave it out."),
}
"""Keys that need one of these columns, and what to say where there is none."""
NO_COLUMN = "VPOP3's table has no column here for {}"


def missing_column(columns: Columns, term: Term) -> str:
    """Return a sentence where the table has no column for the term, else nothing."""
    meanings, sentence = NEEDED.get(term.key, ((), ""))
    if not meanings or any(meaning in columns for meaning in meanings):
        return ""
    return NO_COLUMN.format(sentence.format(term.value))


def term_condition(columns: Columns, name: str, term: Term) -> Condition:
    """Return SQL that is true for the rows of the term; its parameters' names begin with `name`. Raises ValueError
    for a term that the table has no column for."""
    if sentence := missing_column(columns, term):
        raise ValueError(sentence)
    found = _condition(columns, name, term)
    return replace(found, sql=sql.SQL("({}) IS NOT TRUE").format(found.sql)) if term.negated else found


def _condition(columns: Columns, name: str, term: Term) -> Condition:
    result = columns.result
    match term.key:
        case Key.CODE | Key.STATUS | Key.OUTCOME:
            return Condition(sql=_of_reply(result, term), parameters={})
        case Key.SERVER if not term.value:
            return Condition(sql=conditions.no_server(columns), parameters={}, of_name=True)
    text = server_name(term.value) if term.key is Key.SERVER else term.value
    found = conditions.matching(columns, name, CONDITIONS[term.key], text)
    return replace(found, of_name=_of_name(columns, term.key))


def _of_name(columns: Columns, key: Key) -> bool:
    """Return whether the condition asks for the server's name and nothing else."""
    return key in {Key.SERVER, Key.PROVIDER} or (key is Key.NAME and not _has_destination(columns))


def _has_destination(columns: Columns) -> bool:
    return Meaning.DOMAIN in columns or Meaning.RECIPIENT in columns


def _of_reply(result: sql.Composable, term: Term) -> sql.Composable:
    """Return SQL for what is read from the reply. The values were checked when the search was read."""
    match term.key, term.value:
        case Key.CODE, "":
            return no_code_condition(result)
        case Key.CODE, code if code.endswith("x"):
            return code_class_condition(result, code.rstrip("x"))
        case Key.CODE, code:
            return code_condition(result, sql.Literal(code))
        case Key.STATUS, status:
            return enhanced_condition(result, sql.Literal(status.rstrip("*")), begins=status.endswith("*"))
        case _, outcome if outcome == FAILED:
            return failure_condition(result)
        case _, outcome:
            return outcome_condition(result, Outcome.NO_REPLY_CODE if outcome == NONE else Outcome(outcome))


def _anywhere(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return _contains(columns, SEARCHED, value)


def _address(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Search the message id as well: it is written like an address."""
    return _contains(columns, (Meaning.RECIPIENT, Meaning.RETURN_PATH, Meaning.MESSAGE_ID), value)


def _from(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return _contains(columns, (Meaning.RETURN_PATH,), value)


def _to(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Search the recipient, or the destination where the table has no more."""
    meaning = Meaning.RECIPIENT if Meaning.RECIPIENT in columns else Meaning.DOMAIN
    return _contains(columns, (meaning,), value)


def _contains(columns: Columns, meanings: tuple[Meaning, ...], value: sql.Placeholder) -> sql.Composable:
    found = [column.ref for meaning in meanings if (column := columns.get(meaning))]
    part = sql.SQL("strpos(lower({}::text), lower({}::text)) > 0")
    return sql.SQL("({})").format(sql.SQL(" OR ").join(part.format(ref, value) for ref in found))


def _name(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Compare the name with the server, with all above it, and with the destination."""
    server = conditions.BY_NAME["provider"](columns, value)
    if not _has_destination(columns):
        return server
    return sql.SQL("({} OR {})").format(server, conditions.BY_NAME["domain"](columns, value))


def _server(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return sql.SQL("{} = {}").format(sql.SQL(conditions.NAME).format(columns[Meaning.SERVER].ref), value)


def _ip(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    """Compare the address, and the server where VPOP3 was told to send to an address."""
    parts = [sql.SQL("btrim({}::text, '[] ') = {}").format(columns[Meaning.SERVER].ref, value)]
    if column := columns.get(Meaning.IP):
        text = "host({})" if column.type in ADDRESS else "lower(btrim({}::text, '[] '))"
        parts.append(sql.SQL("{} = {}").format(sql.SQL(text).format(column.ref), value))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))


def _reply(columns: Columns, value: sql.Placeholder) -> sql.Composable:
    return conditions.word(columns, value)


CONDITIONS: dict[Key, Express] = {
    Key.TEXT: _anywhere,
    Key.NAME: _name,
    Key.ADDRESS: _address,
    Key.FROM: _from,
    Key.TO: _to,
    Key.SERVER: _server,
    Key.IP: _ip,
    Key.REPLY: _reply,
    Key.PROVIDER: conditions.BY_NAME["provider"],
    Key.DOMAIN: conditions.BY_NAME["domain"],
    Key.MESSAGE: conditions.BY_NAME["message"],
}
"""The keys whose values go to the database as parameters."""
