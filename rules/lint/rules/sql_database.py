"""The connected database cannot run a query, though its grammar and its names are right.

    … WHERE result > 400                       -- error: result is text there, not a number
    … WHERE starttime > now() - interval '1'   -- fine

PostgreSQL is asked to plan the query, as a dry run would ask it and behind the same walls; nothing is run. Only a query
without values that the script puts in is asked about. In VPOP3 it is an error as well, and `VPOP3.PostgresQuery` gives
nil.
"""

from collections.abc import Iterator
from itertools import islice

from rules.analysis.queries import Query
from rules.analysis.script import Script
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule
from rules.lint.rules import sql_dialect, sql_interval, sql_names, sql_syntax, sql_text, sql_write
from rules.lint.sql_tokens import remark, sql_tokens

MOST_ASKED = 20
"""The most queries of one script that the database is asked about."""
_SAID_BEFORE = (sql_syntax, sql_dialect, sql_interval, sql_text, sql_names, sql_write)


def check(script: Script) -> Iterator[Remark]:
    if script.catalogue is None:
        return
    told = [each.start for module in _SAID_BEFORE for each in module.check(script)]
    constant = (query for query in script.queries.all if query.sql.is_known and not query.sql.holes)
    for query in islice(constant, MOST_ASKED):
        if any(query.covers(position) for position in told):
            continue
        if complaint := script.catalogue.judge(query.sql.text):
            yield _remark(query, *complaint)


def _remark(query: Query, sentence: str, position: int | None) -> Remark:
    tokens = sql_tokens(query.sql.text)
    token = next((each for each in tokens if position is not None and each.end > position), tokens[0])
    end = tokens[-1].end if position is None else token.end
    return remark(query, token.start, end, sentence, severity=Severity.ERROR)


RULE = Rule(name="sql-database", explanation=__doc__, check=check)
