"""Generated queries: every combination of what a rule may write, from a seed."""

import random
from collections.abc import Iterator

CLOCKS = (
    "CURRENT_TIMESTAMP", "now()", "LOCALTIMESTAMP", "transaction_timestamp()", "CURRENT_TIMESTAMP(0)",
    "'now'::timestamp",
    "timestamp 'now'", "timestamptz 'now'", "CAST('now' AS timestamptz)", "LOCALTIMESTAMP(2)", "pg_catalog.now()",
    "current_timestamp", "NOW ( )", "(now())::timestamp",
)  # fmt: skip
LENGTHS = ("'15 minutes'", "'3 hours'", "'1 day'", "'2 days'", "'26 hours'", "'90 min'", "'1 day 2 hours'")
DAYS = (
    "CURRENT_DATE", "now()::date", "'today'::date", "date 'today'", "current_date - 1", "'yesterday'",
    "date 'yesterday'",
    "'today'", "date_trunc('day', now())", "'yesterday 20:30'::timestamp", "'today 00:00'", "CAST('yesterday' AS date)",
    "(CURRENT_DATE::text || ' 01:30')::timestamp", "to_char(now(), 'YYYY-MM-DD')::timestamp", "DATE(now())",
)  # fmt: skip
FROM = (
    "outqueue.sendattempts", "outqueue.sendattempts a", "outqueue.sendattempts AS a", '"outqueue"."sendattempts"',
    "OutQueue.SendAttempts", "ONLY outqueue.sendattempts", "ONLY (outqueue.sendattempts)", "outqueue.sendattempts *",
    "outqueue . sendattempts", "outqueue/* here */.sendattempts -- and\n", "(SELECT * FROM outqueue.sendattempts) a",
    "(TABLE outqueue.sendattempts) AS a", "outqueue.sendattempts AS a(id, server, starttime, result, size)",
)  # fmt: skip
FAILED = (
    "LEFT(result, 1) = '4'", "result LIKE '4%'", "result ~ '^4'", "substring(result from 1 for 1) = '4'",
    "result >= '4' AND result < '5'", "left(result, 1) IN ('4', '5')", "result = ANY (ARRAY['421 try later', 'today'])",
    "result = 'today'", "result = 'now' OR size > 2000", "result IS NOT NULL AND NOT result LIKE '2%'", "size % 7 = 3",
    "result = E'421 try\\x20later'", "result = $$450 busy$$", "result SIMILAR TO '4%|5%'", "result COLLATE \"C\" > '3'",
    "split_part(result, ' ', 1) = '421'", "result = U&'\\0034\\003521 try later' OR size < 900",
)  # fmt: skip
COUNTS = (
    "COUNT(*) AS cnt", "count(*)", "COUNT(DISTINCT server) AS servers",
    "SUM(CASE WHEN result LIKE '4%' THEN 1 ELSE 0 END)",
    "count(*) FILTER (WHERE result LIKE '4%') AS failed, count(*) AS tries", "max(size)", "sum(size)::text AS total",
    "EXISTS (SELECT 1) AS any, min(server)", "avg(size)::numeric(12,3)", "string_agg(server, ',' ORDER BY id)",
    "floor(extract(epoch FROM now() - max(starttime)) / 60) AS minutes", "COUNT(*) AS \"Count\", 'x' AS x, 5 AS five",
    "now() - max(starttime) < interval '1 hour' AS fresh", "coalesce(max(id), 0)", "bool_or(result LIKE '5%')",
    "CASE WHEN count(*) > 5 THEN 'many' ELSE 'few' END", "age(max(starttime)) < '2 days' AS young",
    "percentile_disc(0.5) WITHIN GROUP (ORDER BY size)", "array_agg(id ORDER BY id DESC)", "'5'::int, count(*)",
    "date_part('hour', max(starttime))", "CURRENT_DATE - max(starttime)::date AS days",
)  # fmt: skip
WHOLE = (
    "SELECT id, server FROM {table} WHERE {when} ORDER BY id LIMIT 5",
    "SELECT id FROM {table} WHERE {when} AND {failed} ORDER BY starttime DESC, id FETCH FIRST 3 ROWS ONLY",
    "SELECT server, count(*) FROM {table} WHERE {when} GROUP BY server ORDER BY 1",
    "SELECT server, count(*) AS n FROM {table} WHERE {when} GROUP BY 1 HAVING count(*) > 2 ORDER BY n DESC, server",
    "WITH recent AS (SELECT * FROM {table} WHERE {when}) SELECT count(*), max(id) FROM recent WHERE {failed}",
    "WITH sendattempts AS (SELECT * FROM {table} WHERE {when}) SELECT count(*) FROM sendattempts WHERE {failed}",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT i, (SELECT count(*) "
    "FROM {table} "
    "WHERE {when} AND id > i) FROM n ORDER BY i",
    "SELECT count(*) FROM {table} WHERE {when} UNION ALL SELECT count(*) FROM outqueue.sendattempts WHERE {failed}",
    "SELECT (SELECT count(*) FROM {table} WHERE {when} AND {failed}) AS a, (SELECT count(*) FROM "
    "outqueue.sendattempts) AS b",
    "SELECT EXISTS (SELECT 1 FROM {table} WHERE {when} AND {failed})",
    "SELECT x.server, y.n FROM (SELECT DISTINCT server FROM outqueue.sendattempts) x LEFT JOIN LATERAL (SELECT "
    "count(*) AS n "
    "FROM outqueue.sendattempts z WHERE z.server = x.server AND z.starttime > {clock} - interval {length}) y ON "
    "true ORDER BY 1",
    "SELECT x.id FROM outqueue.sendattempts x JOIN outqueue.sendattempts y ON x.server = y.server AND x.id = y.id + 4 "
    "WHERE x.starttime > {clock} - interval {length} ORDER BY x.id",
    "SELECT id, row_number() OVER (PARTITION BY server ORDER BY starttime, id), lag(result) OVER (ORDER BY id) "
    "FROM {table} WHERE {when} ORDER BY id LIMIT 9",
    "SELECT v.code, count(a.id) FROM (VALUES ('421'), ('450')) AS v(code) LEFT JOIN outqueue.sendattempts a ON "
    "left(a.result, 3) = v.code AND a.starttime > {clock} - {length}::interval GROUP BY v.code ORDER BY v.code",
    "SELECT h, count(a.id) FROM generate_series(now() - interval '3 hours', now(), '1 hour') AS h LEFT JOIN "
    "outqueue.sendattempts a ON a.starttime >= h AND a.starttime < h + interval '1 hour' GROUP BY h ORDER BY h "
    "OFFSET 9",
    "SELECT outqueue.sendattempts.server, sendattempts.id FROM outqueue.sendattempts WHERE "
    "outqueue.sendattempts.starttime "
    "> {clock} - interval {length} ORDER BY outqueue.sendattempts.id",
    "SELECT count(*) FROM {table} WHERE {when} AND extract(hour FROM starttime) = extract(hour FROM now())",
    "SELECT count(*) FROM {table} WHERE {when} AND date_trunc('hour', starttime) < date_trunc('hour', LOCALTIMESTAMP)",
    "SELECT count(*) FROM {table} WHERE {when} AND age(starttime) > interval '3 hours'",
    "SELECT count(*) FROM {table} WHERE age({clock}::timestamptz, starttime::timestamptz) < interval {length}",
    "SELECT count(*) FROM {table} WHERE starttime::time < LOCALTIME AND {when}",
    "SELECT max(id) FROM {table} WHERE (server, result) IN (SELECT server, result FROM outqueue.sendattempts "
    "WHERE {when})",
    "TABLE outqueue.sendattempts ORDER BY id OFFSET 100000",
    "SELECT count(*), max(now()) IS NOT NULL FROM {table} WHERE {when}",
    "SELECT DISTINCT ON (server) server, id FROM {table} WHERE {when} ORDER BY server, starttime DESC, id",
    "SELECT size / (id - 20) FROM {table} WHERE {when} ORDER BY id",
    "SELECT nosuch FROM {table} WHERE {when}",
    "SELECT count(*) FROM {table} WHERE {when} GROUP BY",
)  # fmt: skip
SEED = 14


def window(chance: random.Random) -> str:
    """Return a condition on the time."""
    length, clock = chance.choice(LENGTHS), chance.choice(CLOCKS)
    return chance.choice(
        (
            f"starttime > {clock} - interval {length}",
            f"starttime > {clock} + '-{length[1:]}",
            f"{clock} - starttime < {length}",
            f"starttime BETWEEN {clock} - interval {length} AND {clock}",
            f"starttime >= {chance.choice(DAYS)}",
            f"starttime < {chance.choice(DAYS)} AND starttime > {clock} - {length}::interval",
            f"extract(epoch FROM ({clock} - starttime)) < {chance.randrange(600, 90000)}",
            f"starttime::timestamptz > {clock}::timestamptz - make_interval(hours => {chance.randrange(1, 40)})",
            f"starttime + interval {length} > {clock}",
        )
    )


def queries(how_many: int) -> Iterator[tuple[str, str]]:
    """Yield pairs of queries of one shape, each for another server."""
    chance = random.Random(SEED)
    for number in range(how_many):
        words = {
            "table": chance.choice(FROM),
            "when": window(chance),
            "failed": chance.choice(FAILED),
            "clock": chance.choice(CLOCKS),
            "length": chance.choice(LENGTHS),
        }
        if number % 2:
            text = f"SELECT {chance.choice(COUNTS)} FROM {words['table']} WHERE server = 'SERVER' AND {words['when']}"
            text += f" AND {words['failed']}" if chance.random() < 0.6 else ""
            text += chance.choice(("", "", ";", " -- that is all", "\n;\n"))
        else:
            text = WHOLE[number // 2 % len(WHOLE)].format(**words)
            text = text.replace("ORDER BY", "/* SERVER */ ORDER BY") if number % 4 else text
        yield text.replace("SERVER", "mx1.example"), text.replace("SERVER", "mx2.example")
