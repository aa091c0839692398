"""The meaning of a count over the send attempts, in words: "answers beginning with 4 in the last 15 minutes"."""

from collections.abc import Iterator

from sqlglot import exp

from rules.analysis.sql import statement
from rules.analysis.sql.time_window import RESULT, TABLE, since

_SELECTS_MORE = ("joins", "group", "having", "limit", "offset", "distinct")


def counted(sql: str, column: str, here: str = "") -> str | None:
    """Describe a column of its only row; that it is about the server `here` needs no words. None where the text says
    more than these words could."""
    if len(scopes := statement.scopes(sql)) != 1:
        return None
    select, tables = scopes[0].expression, statement.tables(scopes[0])
    if not isinstance(select, exp.Select) or any(select.args.get(part) for part in _SELECTS_MORE):
        return None
    if [table.name.lower() for table in tables.values()] != [TABLE]:
        return None
    where = select.args.get("where")
    conditions = list(statement.conjuncts(where.this if where else None))
    own = _own(select, column)
    if own is None:
        return None
    words = [_words(condition) for condition in (*conditions, *own)]
    kinds = dict(filter(None, words))
    if len(kinds) < len(words):
        return None  # One that is not understood, or two about the same thing.
    if kinds.get("server") == f"at {here}":
        del kinds["server"]
    noun = "answers" if "result" in kinds else "attempts"
    return " ".join([noun, *(kinds[kind] for kind in ("result", "server", "time") if kind in kinds)])


def _own(select: exp.Select, column: str) -> list[exp.Expression] | None:
    """Return the conditions under which that column counts a row; None where it is no count."""
    named = [each.unalias() for each in select.expressions if _name(each) == column]
    inner = named[0] if len(named) == 1 else None
    if isinstance(inner, exp.Filter):
        if not isinstance(inner.this, exp.Count) or not isinstance(inner.this.this, exp.Star):
            return None
        return list(statement.conjuncts(inner.expression.this))
    if not isinstance(inner, exp.Count | exp.Sum):
        return None
    if isinstance(inner.this, exp.Case):
        return _cases(inner)
    return [] if isinstance(inner, exp.Count) and isinstance(inner.this, exp.Star) else None


def _name(selected: exp.Expression) -> str:
    """Return the name that PostgreSQL gives it."""
    inner = selected.this if isinstance(selected, exp.Filter) else selected
    return str(selected.alias.lower() or inner.key)


def _cases(count: exp.Count | exp.Sum) -> list[exp.Expression] | None:
    """Read `COUNT(CASE WHEN … THEN 1 END)` and `SUM(CASE WHEN … THEN 1 ELSE 0 END)`."""
    case = count.this
    ways, other = case.args["ifs"], case.args.get("default")
    nothing = (None,) if isinstance(count, exp.Count) else (None, "0")
    if case.this or len(ways) != 1 or (other and other.name) not in nothing or ways[0].args["true"].name != "1":
        return None
    return list(statement.conjuncts(ways[0].this))


def _words(condition: exp.Expression) -> tuple[str, str] | None:
    """Return the subject of a condition, and the words for it."""
    if not isinstance(condition, exp.Between) and (moment := since(condition)):
        ago = _ago(moment)
        return ("time", f"in the last {ago}") if ago else None
    return next(_about(condition), None)


def _about(condition: exp.Expression) -> Iterator[tuple[str, str]]:
    match condition:
        case exp.EQ(this=exp.Column() as left, expression=exp.Literal() as right) if _is(left, "server"):
            yield "server", f"at {right.name}"
        case exp.EQ(this=exp.Left(this=inner, expression=size), expression=exp.Literal() as right):
            if _is(inner, RESULT) and size.name == str(len(right.name)):
                yield "result", f"beginning with {right.name}"
        case exp.Like(this=exp.Column() as left, expression=exp.Literal() as right) if _is(left, RESULT):
            start = right.name.removesuffix("%")
            if right.name.endswith("%") and start and not set(start) & set("%_\\"):
                yield "result", f"beginning with {start}"
        case exp.EQ(this=exp.Right(this=exp.DPipe() as name, expression=size), expression=exp.Literal() as right):
            ends = name.this.name == "." and _is(name.expression, "server") and size.name == str(len(right.name))
            if ends and right.name.startswith("."):
                yield "server", f"at servers of {right.name[1:]}"


def _ago(moment: exp.Expression) -> str | None:
    """Return "15 minutes" for `CURRENT_TIMESTAMP - INTERVAL '15 minutes'` and the like."""
    length = moment.expression.unnest()
    back = isinstance(moment, exp.Sub)
    if isinstance(length, exp.Interval):
        text = f"{length.this.name} {length.text('unit')}"
    elif isinstance(length, exp.Literal) and length.is_string:
        text = length.name
    else:
        return None
    number, _, unit = text.strip().lower().partition(" ")
    if number.startswith("-"):
        back, number = not back, number[1:]
    if not (back and number.isdecimal() and unit.isalpha()):
        return None
    unit = unit.removesuffix("s")
    return unit if number == "1" else f"{number} {unit}s"


def _is(expression: exp.Expression, name: str) -> bool:
    return isinstance(expression, exp.Column) and expression.name.lower() == name
