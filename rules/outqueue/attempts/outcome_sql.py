"""SQL that reads replies: it must find the same outcome and the same codes as `rules.smtp.reply`."""

from psycopg import sql

from rules.smtp.reply import DECIDING, DIGITS, EARLIER, LEADING, MARKED, WITHIN, Outcome

UNCLEAR = "({result} LIKE '___-%%' OR {result} LIKE '220%%' OR {result} LIKE '3%%' OR {result} LIKE '#%%')"
"""The first line may not decide. (%% is % to PostgreSQL, with parameters and without.)"""

READ = """
    CASE WHEN strpos({result}, chr(10) || left({result}, 3) || ' ') > 0 AND left({result}, 3) <> '220'
              AND left({result}, 1) NOT IN ('3', '#')
         THEN left({result}, 4)
         WHEN strpos({result}, chr(10)) = 0 AND strpos({result}, chr(13)) = 0 AND left({result}, 1) <> '#'
         THEN left({result}, 4)
         ELSE coalesce(substring({result} FROM {pattern}), left({result}, 4)) END
"""
"""The pattern takes some 50 µs, all else less than one. It is for replies that end with another code."""

ENHANCED_SQL = """
    coalesce(
        substring({text} FROM {leading}), substring({text} FROM {marked}),
        CASE WHEN {deciding} ~ '^4[0-9][0-9]([^0-9]|$)' THEN substring({text} FROM {within4})
             WHEN {deciding} ~ '^5[0-9][0-9]([^0-9]|$)' THEN substring({text} FROM {within5}) END
    )
"""


_SAME_ENHANCED = "coalesce({decided}, {anywhere}) = {enhanced}"


def deciding_sql(result: sql.Composable) -> sql.Composed:
    """The reply code that decides, or what else the first four characters are; NULL stays NULL."""
    return sql.SQL("CASE WHEN {unclear} THEN {read} ELSE left({result}, 4) END").format(
        unclear=sql.SQL(UNCLEAR).format(result=result), read=_read_sql(result), result=result
    )


def code_sql(result: sql.Composable) -> sql.Composed:
    """Return SQL for the code: `deciding_sql`, but NULL where its first digit belongs to no outcome."""
    return sql.SQL(
        "CASE WHEN {unclear} THEN CASE WHEN left({read}, 1) IN ({digits}) THEN {read} END "
        "WHEN left({result}, 1) IN ({digits}) THEN left({result}, 4) END"
    ).format(
        unclear=sql.SQL(UNCLEAR).format(result=result),
        read=_read_sql(result),
        result=result,
        digits=sql.SQL(", ").join(DIGITS),
    )


def _read_sql(result: sql.Composable) -> sql.Composed:
    return sql.SQL(READ).format(result=result, pattern=sql.Literal(DECIDING))


def outcome_sql(result: sql.Composable) -> sql.Composed:
    """An SQL expression that gives the outcome's value; `result` is a text expression, NULL is no reply code."""
    cases = (sql.SQL("WHEN {} THEN {}").format(digit, outcome.value) for digit, outcome in DIGITS.items())
    return sql.SQL("CASE left({}, 1) {} ELSE {} END").format(
        deciding_sql(result), sql.SQL(" ").join(cases), Outcome.NO_REPLY_CODE.value
    )


def outcome_condition(result: sql.Composable, outcome: Outcome) -> sql.Composed:
    """An SQL condition, true for exactly the results of that outcome."""
    first = sql.SQL("left({}, 1)").format(deciding_sql(result))
    for digit, known in DIGITS.items():
        if known is outcome:
            return sql.SQL("{} = {}").format(first, digit)
    return sql.SQL("coalesce({}, '') NOT IN ({})").format(first, sql.SQL(", ").join(DIGITS))


def failure_condition(result: sql.Composable) -> sql.Composed:
    """Return SQL that is true for every result but those that are delivered, a missing one too."""
    return sql.SQL("coalesce(left({}, 1), '') <> '2'").format(deciding_sql(result))


def code_condition(result: sql.Composable, code: sql.Composable) -> sql.Composed:
    """Return SQL that is true where the reply code is `code`."""
    return sql.SQL("(left({0}, 3) = {1} AND substr({0}, 4, 1) !~ '[0-9]')").format(deciding_sql(result), code)


def no_code_condition(result: sql.Composable) -> sql.Composed:
    return sql.SQL("coalesce({}, '') !~ '^[2-5][0-9][0-9]([^0-9]|$)'").format(deciding_sql(result))


def code_class_condition(result: sql.Composable, digits: str) -> sql.Composed:
    """Return SQL that is true where the reply code begins with these one or two digits."""
    pattern = f"^{digits}{'[0-9]' * (3 - len(digits))}([^0-9]|$)"
    return sql.SQL("{} ~ {}").format(deciding_sql(result), sql.Literal(pattern))


def enhanced_condition(result: sql.Composable, enhanced: sql.Composable, *, begins: bool = False) -> sql.Composed:
    """Return SQL that is true where the enhanced status code is `enhanced`, or `begins` with it. The first comparison
    alone decides most rows."""
    found = "starts_with(coalesce({decided}, {anywhere}), {enhanced})" if begins else _SAME_ENHANCED
    decided = sql.SQL("regexp_replace({}, {}, '')").format(result, sql.Literal(EARLIER))
    return sql.SQL(f"(strpos({{result}}, {{enhanced}}) > 0 AND {found})").format(
        result=result,
        enhanced=enhanced,
        decided=_enhanced_sql(decided, result),
        anywhere=_enhanced_sql(result, result),
    )


def _enhanced_sql(text: sql.Composable, result: sql.Composable) -> sql.Composed:
    return sql.SQL(ENHANCED_SQL).format(
        text=text,
        deciding=deciding_sql(result),
        leading=sql.Literal(LEADING),
        marked=sql.Literal(MARKED),
        within4=sql.Literal(WITHIN["4"]),
        within5=sql.Literal(WITHIN["5"]),
    )
