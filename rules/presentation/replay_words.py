"""The words of a trial: labels, verdicts and reasons, as its pages say them."""

from dataclasses import dataclass

from rules.replay.label import Label
from rules.replay.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What a label, or a verdict that is a column of its own, means."""

    name: str
    means: str
    tone: str = "plain"


KINDS: dict[str, KindWords] = {
    Label.USEFUL: KindWords(name="useful", means="refused by the rule; it was a transient failure", tone="send"),
    Label.HARMFUL: KindWords(name="harmful", means="refused by the rule; it was delivered", tone="fail"),
    Label.MISSED_AVOIDABLE: KindWords(
        name="missed, avoidable",
        means="allowed; it was a transient failure, and not the server's first within an hour",
        tone="hold",
    ),
    Label.MISSED_FIRST: KindWords(
        name="missed, first", means="allowed; the first transient failure within an hour, which nothing foretold"
    ),
    Label.RIGHT_PASS: KindWords(name="right pass", means="allowed; it was delivered, or failed for good"),
    Label.NEUTRAL: KindWords(name="neutral", means="refused by the rule; it failed for good"),
    Label.SAVED_CONNECTION: KindWords(
        name="saved connection", means="refused by the rule; the server gave no reply code"
    ),
    Label.UNSCORED: KindWords(name="not scored", means="allowed; the server gave no reply code"),
    Verdict.REROUTED: KindWords(name="rerouted", means="the script would have sent it another way"),
    Verdict.ERROR: KindWords(name="script error", means="the script failed", tone="fail"),
    Verdict.UNKNOWN: KindWords(name="unknown", means="it could not be found out; the reasons are below", tone="hold"),
}
DIFFERENT = KindWords(name="differs", means="The two texts rule differently on them")
ALWAYS = frozenset(Label) - {Label.UNSCORED, Label.SAVED_CONNECTION, Label.NEUTRAL}
"""Labels that the table has even where they did not occur."""
REASONS = {
    "sql_not_as_of": "a query that cannot be asked of the past",
    "limit": "a limit of the sandbox",
    "too_many_rounds": "too many queries, one after the other",
    "time": "no answer in time",
}
NOT_REPLAYED = {"no_server": "no server", "no_start": "no start", "future": "dated in the future"}
VERDICTS = {
    Verdict.ALLOWED: "allowed",
    Verdict.TURNED_AWAY: "refused",
    Verdict.REROUTED: "rerouted",
    Verdict.ERROR: "error",
    Verdict.UNKNOWN: "unknown",
}
