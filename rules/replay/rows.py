"""A replayed attempt as a row: of a list, and of the CSV."""

from collections.abc import Sequence

from rules.replay.attempt import Attempt, moment
from rules.replay.label import label
from rules.replay.outcome import OUTCOMES
from rules.replay.request import ReplayRequest
from rules.replay.result import Row
from rules.replay.verdict import VERDICTS, Ruling


def row_of(
    attempt: Attempt,
    rulings: Sequence[Ruling],
    request: ReplayRequest,
    *,
    avoidable: bool,
    disagrees: tuple[str, Ruling] | None = None,
) -> Row:
    """Return the row; `rulings` are those of the text, and of the one beside it if there is one. `disagrees`: the name
    of the text that was live then, and its ruling, where that does not allow the attempt."""
    ruling = rulings[0]
    against = rulings[1] if len(rulings) > 1 else None
    live, live_ruling = disagrees or ("", None)
    return Row(
        at=attempt.at,
        starttime=moment(attempt.at).astimezone(request.zone).isoformat(sep=" "),
        server=attempt.server,
        result=attempt.result,
        outcome=OUTCOMES[attempt.outcome].value,
        verdict=VERDICTS[ruling.verdict].value,
        minutes=ruling.minutes,
        label=label(ruling.verdict, attempt.outcome, avoidable=avoidable) or "",
        against_verdict=VERDICTS[against.verdict].value if against else "",
        against_minutes=against.minutes if against else None,
        against_label=label(against.verdict, attempt.outcome, avoidable=avoidable) or "" if against else "",
        detail=ruling.detail,
        domain=request.domain_of(attempt),
        retries=request.retries_of(attempt),
        size=request.size_of(attempt),
        live=live,
        live_verdict=VERDICTS[live_ruling.verdict].value if live_ruling else "",
        live_minutes=live_ruling.minutes if live_ruling else None,
    )
