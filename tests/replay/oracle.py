"""The referee of the replay: each attempt is run alone, as of its time, and labelled from the whole history at once.

It shares no code with `rules.replay` but the names: sessions instead of rounds, lists instead of memories.
"""

from collections import Counter
from datetime import timedelta

from rules.lua.protocol.clock import Clock
from rules.lua.protocol.query import QueryAnswer
from rules.replay.attempt import moment
from rules.replay.past import NotAsOf

OUTCOMES = {"2": "delivered", "4": "transient", "5": "permanent"}


def outcome(row) -> str:
    return OUTCOMES.get(row.result[:1], "no_reply")


def domain(row) -> str:
    return row.domain or ".".join(row.server.split(".")[-2:])


def verdict(sandbox, source, row, past, zone, limits) -> tuple[str, float | None]:
    """By one session for each hook, with the clock of the attempt."""
    at = moment(row.at).astimezone(zone)

    refused = []

    def query(sql: str) -> QueryAnswer:
        answer = past.answer(sql, at)
        if isinstance(answer, NotAsOf):
            refused.append(sql)
            return QueryAnswer()
        return answer

    def call(hook: str, *arguments):
        with sandbox.open(source, query=query, clock=Clock(at, zone), limits=limits, trace=False,
                          script_globals={"ConnectionId": 1, "ConnectionName": "Main"}) as session:  # fmt: skip
            if session.loaded.error:
                return session.loaded.error.kind, ()
            if hook not in session.loaded.defined:
                return None, None
            result = session.call(hook, arguments)
            return (result.error.kind if result.error else None), result.returned

    message = (domain(row), row.retries or 0, 20_480 if row.size is None else row.size)
    steps = (
        ("GetOverrides", message),
        ("CheckServer", (message[0], row.server, *message[1:], True)),
        ("FinalOverrides", (*message, {row.server: 10})),
    )
    for hook, arguments in steps:
        problem, returned = call(hook, *arguments)
        if refused:
            return "unknown", None
        if problem:
            return ("error" if problem in ("runtime", "syntax") else "unknown"), None
        first, second = (*(returned or ()), None, None)[:2]
        if hook == "CheckServer" and first is False:
            return "turned_away", second if isinstance(second, int | float) else None
        if hook != "CheckServer" and (second is False or (first and row.server not in {*first, *first.values()})):
            return "rerouted", None
    return "allowed", None


def label(row, rows, ruled: str, lag: float) -> str:
    kind = outcome(row)
    if ruled == "turned_away":
        return {"transient": "useful", "delivered": "harmful", "permanent": "neutral"}.get(kind, "saved_connection")
    if ruled != "allowed":
        return ""
    if kind != "transient":
        return "unscored" if kind == "no_reply" else "right_pass"
    at = moment(row.at)
    earlier = any(
        other.server == row.server and outcome(other) == "transient"
        and at - timedelta(minutes=60) <= moment(other.at) < at - timedelta(seconds=lag)
        for other in rows
    )  # fmt: skip
    return "missed_avoidable" if earlier else "missed_first"


def proof(row, rows, minutes: float | None) -> str:
    """Of a useful refusal."""
    if minutes is None:
        return "unproved"
    end = moment(row.at) + timedelta(minutes=minutes)
    place = rows.index(row)
    later = [other for other in rows[place + 1 :] if other.server == row.server and moment(other.at) >= end]
    if not later or moment(later[0].at) > end + timedelta(hours=24):
        return "unproved"
    return {"delivered": "enough", "transient": "short"}.get(outcome(later[0]), "unproved")


def episodes(rows) -> int:
    count = 0
    for server in {row.server for row in rows}:
        mine = [row for row in rows if row.server == server and outcome(row) in ("transient", "delivered")]
        for earlier, row in zip([None, *mine], mine, strict=False):
            if outcome(row) == "transient":
                goes_on = earlier is not None and outcome(earlier) == "transient"
                count += not (goes_on and moment(row.at) - moment(earlier.at) < timedelta(hours=6))
    return count


def replayed(sandbox, source, rows, past, *, since, until, zone, lag, limits) -> dict:
    """The totals, as `Result.to_dict` names them."""
    window = [row for row in rows if since <= moment(row.at) <= until and row.server]
    ruled = [verdict(sandbox, source, row, past, zone, limits) for row in window]
    labels = [label(row, rows, kind, lag) for row, (kind, _) in zip(window, ruled, strict=True)]
    scored = list(zip(window, ruled, labels, strict=True))
    proofs = Counter(proof(row, rows, minutes) for row, (_, minutes), name in scored if name == "useful")
    harm = sum(minutes or 0 for _, (_, minutes), name in scored if name == "harmful")
    counts = Counter(filter(None, labels))
    useful, harmful, missed = counts["useful"], counts["harmful"], counts["missed_avoidable"]
    return {
        "attempts": len(window),
        "verdicts": Counter(kind for kind, _ in ruled),
        "labels": counts,
        "useful": proofs,
        "harm_minutes": harm,
        "refusals_without_minutes": sum(kind == "turned_away" and minutes is None for kind, minutes in ruled),
        "precision": useful / (useful + harmful) if useful + harmful else None,
        "recall": useful / (useful + missed) if useful + missed else None,
        "price": harm / useful if useful else None,
        "episodes": {
            "count": episodes(window),
            "transient": sum(outcome(row) == "transient" for row in window),
            "avoided": useful,
            "delayed": harmful,
        },
    }
