"""Twelve rules: seven that never let go, or hold for too long or too often, and five that are as they should be."""

from tests.replay.rule_texts import VENDOR, check

COUNT = "SELECT count(*) AS cnt FROM outqueue.sendattempts WHERE server = '\" .. server .. \"' AND result LIKE '4%'"


def counting(more: str, most: int, answer: str) -> bytes:
    """A rule that counts failures of the server, under one more condition."""
    sql = f'"{COUNT} {more}"'
    return check(f"local rows = VPOP3.PostgresQuery({sql})\nif tonumber(rows[1].cnt) > {most} then\n{answer}\nend")


LATEST = check(
    'local rows = VPOP3.PostgresQuery("SELECT result FROM outqueue.sendattempts WHERE server = \'" .. server .. '
    '"\' ORDER BY starttime DESC LIMIT 1")\n'
    "if rows[1] and rows[1].result:sub(1, 1) == '4' then return false, 10 end"
)
EVERYWHERE = check(
    "local rows = VPOP3.PostgresQuery(\"SELECT count(*) FILTER (WHERE result LIKE '4%') AS cnt "
    'FROM outqueue.sendattempts")\n'
    "if server:find('fast') and tonumber(rows[1].cnt) > 5 then return false, 10 end"
)

STUCK = {
    "counts without an end": counting("", 5, "return false, 10"),
    "goes by the latest reply": LATEST,
    "names a server": check("if server == 'mx.fast.example' then return false, 10 end"),
    "counts thirty days": counting("AND starttime > now() - interval '30 days'", 5, "return false, 10"),
    "counts five days": counting("AND starttime > now() - interval '5 days'", 5, "return false, 60"),
    "holds for a minute": counting("AND starttime > now() - interval '1 day'", 5, "return false, 1"),
    "counts failures of all servers": EVERYWHERE,
}
FINE = {
    "vendor": VENDOR,
    "refuses nothing": check("return true"),
    "counts an hour": counting("AND starttime > now() - interval '1 hour'", 3, "return false, 30"),
    "without minutes": counting("AND starttime > now() - interval '20 minutes'", 2, "return false"),
    "by the hour": check("if tonumber(os.date('!%H')) == 3 then return false, 30 end"),
}
REFUSES_ALL = check("return false, 15")
