"""The attempts table as a view shows it: recorded rows, and simulated ones in the place of those of one server."""

from dataclasses import dataclass

from rules.replay.as_of.table import NAME, SCHEMA, STARTED, AttemptsTable
from rules.replay.view import View

COLUMNS = {
    "until": "timestamptz",
    "server": "text",
    "since": "timestamptz",
    "starts": "text",
    "results": "text",
}
"""The fields of a view, and the types in which the statement is given them."""
_TEXTS = ("text", "character", "character varying", "name", "citext")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """The fields of a view as SQL."""

    until: str
    server: str
    since: str
    starts: str
    results: str

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
            f"UNION ALL SELECT {simulated} FROM unnest({self.starts}::timestamptz[], {self.results}::text[]) "
            f"AS simulated(began, reply)"
        )

    def _simulated(self, table: AttemptsTable, name: str) -> str:
        type_ = table.columns[name]
        match name:
            case "server":
                return f"CAST({self.server} AS {type_})"
            case "starttime":
                return f"CAST(simulated.began AS {type_})"
            case "result" if type_ in _TEXTS:
                return f"CAST(simulated.reply AS {type_})"
            case "result":
                return f"CAST(substring(simulated.reply FROM '^[0-9]+') AS {type_})"
        return f"CAST(NULL AS {type_})"


def fields(view: View) -> dict[str, str]:
    """Return a view's fields as PostgreSQL reads them."""
    return {
        "until": view.until.isoformat(),
        "server": view.server,
        "since": view.since.isoformat(),
        "starts": view.starts,
        "results": view.results,
    }


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
