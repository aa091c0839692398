"""The result of tuning as plain text: what `mxadmin tune` prints."""

from collections.abc import Iterator, Sequence

from rules.replay.headline import period
from rules.text.printable import printable
from rules.tuning.choice import METHOD
from rules.tuning.literal import Literal, spelled
from rules.tuning.literals import Literals
from rules.tuning.result import Point, TuningResult
from rules.tuning.scores import Score

_TRAIN, _TEST = "first two thirds", "last third"
_WIDTHS = (9, 13, 9, 13, 11, 8)
_NAMES = ("avoided", "harm minutes", "avoided", "harm minutes", "precision", "recall")


def offered_lines(literals: Literals, result: TuningResult) -> Iterator[str]:
    """Yield the literals that can be varied, with the values that the history suggests."""
    yield "Literals that can be varied, with the values that the history suggests:"
    for each, values in zip(literals.offered, result.suggestions, strict=False):
        unit = f" {each.unit}" if each.unit else ""
        yield f"  {printable(each.name)}, {printable(each.text)}{unit}"
        yield f"      --vary {each.line}:{each.column}={','.join(map(spelled, values))}"
    yield ""


def lines(result: TuningResult) -> Iterator[str]:
    """Yield the lines: what is recommended first, or what limits it."""
    if result.partial:
        yield f"No result: {printable(result.partial)}"
        return
    for literal, suggested in zip(result.literals, result.suggested, strict=True):
        by = ", values suggested by the history" if suggested else ""
        yield f"Varied: {_named(literal)}, {literal.text} in this text{by}."
    yield from _recommendation(result)
    yield ""
    yield from _table(result)
    yield ""
    yield "* efficient: no other choice avoids as many failures for less harm."
    yield "Avoided: transient failures that a text with these values would have refused (useful)."
    yield "Values are chosen on the first two thirds of the time and scored on the last third."
    yield METHOD
    yield from _counts(result)


def _recommendation(result: TuningResult) -> Iterator[str]:
    advice, point = result.advice, result.recommended
    if advice is None:
        return
    if point is None or point.values is None or advice.avoided is None or advice.harm is None:
        yield advice.sentence
        return
    values = ", ".join(
        f"{literal.name} {spelled(value)}" for literal, value in zip(result.literals, point.values, strict=True)
    )
    yield f"Recommended: {printable(values)}. {advice.sentence}"
    yield (
        f"Against the present text, in the last third: {_signed(advice.avoided.low)} to "
        f"{_signed(advice.avoided.high)} failures avoided, {_signed(advice.harm.low)} to {_signed(advice.harm.high)} "
        "minutes of harm."
    )


def _table(result: TuningResult) -> Iterator[str]:
    names = [_short(literal) for literal in result.literals]
    width = max(10, *(len(name) for name in names)) + 2
    first = width * len(names)
    yield f"{'':<{first}}{_TRAIN:>22}  {_TEST:>{sum(_WIDTHS[2:])}}"
    yield "".join(f"{name:<{width}}" for name in names) + _cells(_NAMES)
    for point in result.points:
        yield _row(point, width, _mark(point, result))
    if result.present and result.present.values not in {point.values for point in result.points}:
        yield _row(result.present, width, "present")
    if result.live and result.live.values not in {point.values for point in result.points}:
        yield f"{'live':<{first}}{_scores(result.live)}"


def _row(point: Point, width: int, mark: str) -> str:
    values = "".join(f"{spelled(value):<{width}}" for value in point.values or ())
    return f"{values}{_scores(point)}  {mark}".rstrip()


def _scores(point: Point) -> str:
    train, test = point.scores.train, point.scores.test
    cells = (
        f"{train.avoided:,}", _minutes(train), f"{test.avoided:,}", _minutes(test), _percent(test.precision),
        _percent(test.recall),
    )  # fmt: skip
    return _cells(cells)


def _cells(cells: Sequence[str]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


def _mark(point: Point, result: TuningResult) -> str:
    marks = []
    if point.efficient:
        marks.append("*")
    if result.present and point.values == result.present.values:
        marks.append("present")
    if result.live and point.values == result.live.values:
        marks.append("live")
    if point is result.recommended:
        marks.append("recommended")
    errors = point.scores.train.errors + point.scores.test.errors
    if errors:
        marks.append(f"error at {errors:,} attempts: {printable(point.error)[:80]}")
    return ", ".join(marks).replace("*, ", "* ")


def _counts(result: TuningResult) -> Iterator[str]:
    split = result.split and f"{result.split:%Y-%m-%d %H:%M} UTC"
    yield (
        f"{result.attempts:,} attempts over {period(result.until - result.since)}: {result.train_attempts:,} before "
        f"{split}, {result.test_attempts:,} from then on."
    )
    without = sum(point.scores.test.without_minutes + point.scores.train.without_minutes for point in result.points)
    if without:
        yield "Some choices refuse without minutes: such a refusal adds nothing to the minutes of harm."
    yield f"{len(result.points):,} points in {result.elapsed_s:.1f} s."
    if result.reading_advice:
        yield result.reading_advice


def _named(literal: Literal) -> str:
    unit = f" ({literal.unit})" if literal.unit else ""
    return f"line {literal.line}, column {literal.column}, {printable(literal.name)}{unit}"


def _short(literal: Literal) -> str:
    return printable(literal.name)[:24]


def _minutes(score: Score) -> str:
    return f"{score.harm_minutes:,.10g}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _signed(number: float) -> str:
    return f"{number:+,.10g}"
