"""The attempts table as a view shows it: recorded rows, and simulated ones in the place of those of one server."""

from dataclasses import dataclass

from rules.replay.as_of.table import NAME, SCHEMA, STARTED, AttemptsTable
from rules.replay.view import View

COLUMNS = {
    "until": "timestamptz",
    "server": "text",
    "since": "timestamptz",
    "starts": "text",
    "kinds": "text",
    "replies": "text",
}
"""The fields of a view, and the types in which the statement is given them."""
_REPLY = "replies.texts[simulated.kind]"
_TEXTS = ("text", "character", "character varying", "name", "citext")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """The fields of a view as SQL."""

    until: str
    server: str
    since: str
    starts: str
    kinds: str
    replies: str

    @classmethod
    def of_columns(cls, prefix: str) -> "Viewed":
        return cls(**{name: f"{prefix}{name}" for name in COLUMNS})

    @classmethod
    def of(cls, view: View) -> "Viewed":
        return cls(**{name: f"{_literal(text)}::{COLUMNS[name]}" for name, text in fields(view).items()})

    def relation(self, table: AttemptsTable, limit: str, *, only: bool) -> str:
        """Return the rows as a query. `limit`: the moment before which recorded rows must have begun, as SQL."""
        until = self.until if table.has_zone else f"CAST({self.until} AS timestamp)"
        since = self.since if table.has_zone else f"CAST({self.since} AS timestamp)"
        before = f"LEAST({limit}, {until})" if limit else until
        columns = ", ".join(map(_quoted, table.columns))
        simulated = ", ".join(self._simulated(table, name) for name in table.columns)
        return (
            f"SELECT {columns} FROM {'ONLY ' if only else ''}{SCHEMA}.{NAME} WHERE {STARTED} < {before} "  # noqa: S608
            f"AND NOT ({STARTED} >= {since} AND lower(rtrim(server::text, '.')) = {self.server}) "
            f"UNION ALL SELECT {simulated} FROM (SELECT {self.replies}::text[] AS texts OFFSET 0) AS replies, "
            f"unnest({self.starts}::int8[], {self.kinds}::int2[]) AS simulated(began, kind)"
        )

    def _simulated(self, table: AttemptsTable, name: str) -> str:
        type_ = table.columns[name]
        match name:
            case "server":
                return f"CAST({self.server} AS {type_})"
            case "starttime":
                return f"CAST(timestamptz 'epoch' + simulated.began * interval '1 microsecond' AS {type_})"
            case "result" if type_ in _TEXTS:
                return f"CAST({_REPLY} AS {type_})"
            case "result":
                return f"CAST(substring({_REPLY} FROM '^[0-9]+') AS {type_})"
        return f"CAST(NULL AS {type_})"


def fields(view: View) -> dict[str, str]:
    """Return a view's fields as PostgreSQL reads them."""
    return {
        "until": view.until.isoformat(),
        "server": view.server,
        "since": view.since.isoformat(),
        "starts": view.starts,
        "kinds": view.kinds,
        "replies": view.replies,
    }


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
