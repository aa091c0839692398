"""The functions that a script's query may name: those that PostgreSQL promises to be without effect.

A read-only transaction stops writes to tables and nothing else: advisory locks outlive it, `pg_terminate_backend`
ends VPOP3's own sessions where the role is shared with it, `dblink` opens a second session that may write,
`query_to_xml` runs any SQL. What they all have in common is that PostgreSQL's catalogue calls them VOLATILE.
"""

import re

HARMLESS = frozenset(
    {
        *("random", "random_normal", "gen_random_uuid", "uuidv4", "uuidv7", "clock_timestamp", "timeofday"),
        *("pg_sleep", "pg_sleep_for", "pg_sleep_until", "system", "bernoulli", "array_shuffle", "array_sample"),
    }
)
"""Functions that are VOLATILE only because they answer differently each time, or wait, which the broker's timer
bounds."""

DYNAMIC = frozenset(
    f"{what}_{form}"
    for what in ("table", "schema", "database", "query", "cursor")
    for form in ("to_xml", "to_xmlschema", "to_xml_and_xmlschema")
)
"""Functions that read tables which the query does not name, though some of them are STABLE."""

WORD = re.compile(r"[^\W\d][\w$]*")
CALL = re.compile(r"([^\W\d][\w$]*)\"?\s*\(|\.\s*\"?([^\W\d][\w$]*)")
COMMENT = re.compile(r"--|/\*")
ESCAPED_NAME = re.compile(r"U&\s*\"", re.IGNORECASE)


def refusal(query: str, volatile: frozenset[str]) -> str | None:
    """Return a sentence where the query may not be run, else None. `volatile`: the names of all VOLATILE functions.

    It looks at names before a parenthesis or after a dot (a function of a row may be called like a column),
    also inside quotes; where the text has comments, which may stand between name and parenthesis, at every
    word. So it may refuse a text that only mentions such a function, and never lets a call pass.
    """
    if ESCAPED_NAME.search(query):
        return 'Names written as U&"…" are not run from scripts here. Write the name itself.'
    if COMMENT.search(query):
        named = {found[0].lower() for found in WORD.finditer(query)}
    else:
        named = {(found[1] or found[2]).lower() for found in CALL.finditer(query)}
    forbidden = sorted(name for name in named - HARMLESS if name in volatile or name in DYNAMIC)
    if not forbidden:
        return None
    return (
        f"The query names {', '.join(forbidden)}, which may do more than read (to PostgreSQL it is VOLATILE), "
        "so it was not run: a dry run changes nothing."
    )
