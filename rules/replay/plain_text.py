"""A replay's result as plain text: what `mxadmin replay` prints."""

from collections.abc import Iterator, Sequence

from rules.replay.headline import agreed, headline, percent
from rules.replay.label import Label
from rules.replay.result import Agreement, Result, Score, Share
from rules.replay.verdict import Verdict
from rules.text.printable import printable

_LABELS = {
    Label.USEFUL: "refused, and it failed for the time being: useful",
    Label.HARMFUL: "refused, and it was delivered: harmful",
    Label.NEUTRAL: "refused, and it failed for good: neutral",
    Label.SAVED_CONNECTION: "refused, and nobody answered: a connection saved",
    Label.MISSED_AVOIDABLE: "allowed, and it failed, within an hour of another failure",
    Label.MISSED_FIRST: "allowed, and it failed: the first within an hour",
    Label.RIGHT_PASS: "allowed, rightly",
    Label.UNSCORED: "allowed, and nobody answered",
}
_APART = {
    Verdict.REROUTED: "sent to other servers",
    Verdict.ERROR: "the script failed",
    Verdict.UNKNOWN: "unknown",
}
_MOST_SHARES = 10


def lines(result: Result) -> Iterator[str]:
    """Yield the lines: the sentence first, or what limits it."""
    if result.partial:
        yield f"Not the whole range: {printable(result.partial)}"
    yield from _failures(result)
    yield headline(result)
    yield ""
    yield from _scores(result)
    against = result.against_score
    yield from _shares("By provider", result.score.by_provider, against.by_provider if against else None)
    yield from _shares("By server", result.score.by_server, against.by_server if against else None)
    yield from _odd(result.score)
    yield from _agreement(result.agreement)
    yield from _assumed(result)


def _failures(result: Result) -> Iterator[str]:
    """Warn of a script that fails, because it then refuses nothing and so looks harmless."""
    if result.script_errors:
        worst = result.score.errors[0]
        line = f"line {worst.line}: " if worst.line else ""
        place = f"{result.script_errors:,} of {result.attempts:,} attempts"
        yield f"The script failed at {place}. The most frequent error: {line}{printable(worst.message)}"


def _scores(result: Result) -> Iterator[str]:
    scores = [result.score, *([result.against_score] if result.against_score else [])]
    names = [result.text_name or "text", *([result.against_name or "against"] if result.against_score else [])]
    yield _columns("", [name[:20] for name in names])
    for label, words in _LABELS.items():
        yield _columns(words, [f"{score.labels.get(label, 0):,}" for score in scores])
    for verdict, words in _APART.items():
        yield _columns(words, [f"{score.verdicts.get(verdict, 0):,}" for score in scores])
    yield _columns("precision (useful of useful and harmful)", [_percent(score.precision) for score in scores])
    yield _columns("recall (useful of avoidable failures)", [_percent(score.recall) for score in scores])
    yield _columns("minutes of harm", [f"{score.harm_minutes:,.10g}" for score in scores])
    yield _columns("minutes of harm for each useful refusal", [_plain(score.price) for score in scores])
    yield _columns("refusals without minutes", [f"{score.without_minutes:,}" for score in scores])
    proofs = [f"{score.enough:,} / {score.short:,} / {score.unproved:,}" for score in scores]
    yield _columns("useful: long enough / too short / unproved", proofs)
    yield ""
    left_out = ", ".join(
        f"{count:,} {reason.replace('_', ' ')}" for reason, count in result.not_replayed.items() if count
    )
    yield f"{result.attempts:,} attempts{f'; not replayed: {left_out}' if left_out else ''}."
    yield f"{result.elapsed_s:.1f} s, {result.per_second:,.0f} attempts a second."
    if result.advice:
        yield result.advice


def _shares(title: str, shares: Sequence[Share], against: Sequence[Share] | None) -> Iterator[str]:
    """Yield a table: attempts, useful, harmful, and the same of the other text."""
    if not shares:
        return
    others = {share.name: share for share in against or ()}
    yield ""
    yield _columns(title, ["attempts", "useful", "harmful", *(["its useful", "its harmful"] if against else [])])
    for share in shares[:_MOST_SHARES]:
        other = others.get(share.name)
        values = [share.attempts, *_of(share), *(_of(other) if other else [0, 0] if against else [])]
        yield _columns(printable(share.name)[:56], [f"{value:,}" for value in values])
    if len(shares) > _MOST_SHARES:
        yield "…"


def _of(share: Share) -> list[int]:
    return [share.labels.get(Label.USEFUL, 0), share.labels.get(Label.HARMFUL, 0)]


def _odd(score: Score) -> Iterator[str]:
    if score.unknown:
        yield ""
        yield "Unknown, and why:"
        for reason, count in score.unknown.items():
            yield f"  {reason}: {count:,}"
        for sentence, count in score.reasons.items():
            yield f"    {count:,}: {printable(sentence)}"
    if score.errors:
        yield ""
        yield "Errors of the script:"
        for error in score.errors:
            line = f"line {error.line}: " if error.line else ""
            yield f"  {error.attempts:,}: {line}{printable(error.message)}"


def _agreement(agreement: Agreement) -> Iterator[str]:
    if not agreement.checked:
        return
    yield ""
    yield (
        f"Agreement: of {agreement.checked:,} attempts that were made while a text was live, the replay of that text "
        f"allows {percent(agreement.share or 0)}."
    )
    for each in agreement.texts:
        yield f"  {agreed(each.to_dict())}"
    if agreement.best_lag is not None:
        lags = ", ".join(f"{lag:g} s: {_percent(share)}" for lag, share in agreement.lags.items())
        yield f"The lag that agrees best with the newest {agreement.lag_checked:,}: {agreement.best_lag:g} s ({lags})."
    for row in agreement.disagreeing[:_MOST_SHARES]:
        yield f"  {row.starttime}  {printable(row.server)}  {row.live}: {row.verdict}  {printable(row.result)[:60]}"
    if len(agreement.disagreeing) > _MOST_SHARES:
        yield f"  … --json lists {len(agreement.disagreeing)} of {agreement.checked - agreement.allowed:,}"


def _assumed(result: Result) -> Iterator[str]:
    yield ""
    yield "Assumed, because it is not recorded:"
    for each in result.assumed:
        yield f"  {each.sentence}{f'  ({each.switch})' if each.switch else ''}"


def _columns(first: str, values: Sequence[str]) -> str:
    return f"{first:<58}" + "".join(f"{value:>22}" if len(values) < 3 else f"{value:>12}" for value in values)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{number:,.3g}"
