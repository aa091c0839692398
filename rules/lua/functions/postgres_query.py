"""`VPOP3.PostgresQuery`: documented by the vendor's example; NULL, no rows and errors are our assumptions."""

from rules.lua.functions.host_function import Host, HostFunction, Result


def _query(host: Host, sql: bytes | None, _second: bytes | None, _third: bytes | None) -> Result:
    return None if sql is None else host.query(sql)


POSTGRES_QUERY = HostFunction(
    name="PostgresQuery",
    signature="VPOP3.PostgresQuery(sql)",
    summary=(
        "An array of rows from 1, each a table keyed by lower-case column name. Every value is PostgreSQL's "
        "text form, NULL is nil, no rows is an empty table, an error gives nil."
    ),
    call=_query,
    basis="documented by an example; NULL, no rows and errors are assumed",
)
