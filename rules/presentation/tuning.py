"""A tuning as its pages show it: the curve, the heat maps, the table, and one point with its edit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rules.models import Tuning
from rules.text import encoding
from rules.text.diff import Line, diff
from rules.tuning.literal import Literal, spelled, with_values
from rules.tuning.literals import literals_of

Json = Mapping[str, Any]
WIDTH, HEIGHT = 1000.0, 100.0
MARGIN = 0.04
"""The part of the box that stays free on each side, so that no dot is cut."""
PARTS = (("train", "First two thirds", "values are chosen here"), ("test", "Last third", "the choice is scored here"))
_SHADES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point in a curve. `number` is its place among the points; None: a text that is none of them. `marks` are
    words: efficient, present, live, recommended, fails."""

    number: int | None
    x: float
    y: float
    title: str
    marks: Sequence[str]

    @property
    def kind(self) -> str:
        """Return the mark that gives the dot its colour."""
        return next((mark for mark in ("recommended", "present", "live", "efficient") if mark in self.marks), "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One part of the time: minutes of harm to the right, failures avoided upwards. `line` joins the efficient points.
    `avoided` and `harm` are what the ends of the axes stand for."""

    key: str
    name: str
    means: str
    dots: Sequence[Dot]
    line: str
    avoided: str
    harm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """A point as a line of the table."""

    number: int | None
    values: Sequence[str]
    train: Sequence[str]
    test: Sequence[str]
    marks: Sequence[str]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A point in a heat map; `shade` from 0 to 7."""

    number: int
    text: str
    shade: int
    marks: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Values of the first number from left to right, those of the second one from top to bottom."""

    key: str
    name: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def curves(result: Json) -> list[Curve]:
    shown = [*enumerate(result["points"]), *((None, point) for point in _others(result))]
    return [_curve(key, name, means, shown, result) for key, name, means in PARTS]


def _curve(key: str, name: str, means: str, shown: Sequence[tuple[int | None, Json]], result: Json) -> Curve:
    most = max((point[key]["avoided"] for _, point in shown), default=0)
    harm = max((point[key]["harm_minutes"] for _, point in shown), default=0)
    dots = [
        Dot(
            number=number,
            x=_place(point[key]["harm_minutes"], harm, WIDTH),
            y=round(HEIGHT - _place(point[key]["avoided"], most, HEIGHT), 1),
            title=f"{_said(point, result)}: {point[key]['avoided']:,} avoided, {_minutes(point[key])} minutes of harm",
            marks=marks(point, result),
        )
        for number, point in shown
    ]
    joined = sorted((dot.x, -dot.y, dot.y) for dot in dots if "efficient" in dot.marks)
    return Curve(
        key=key,
        name=name,
        means=means,
        dots=sorted(dots, key=lambda dot: len(dot.marks)),  # what is marked lies above the others
        line=" ".join(f"{x},{y}" for x, _, y in joined),
        avoided=f"{most:,}",
        harm=f"{harm:,.6g}",
    )


def _place(value: float, most: float, size: float) -> float:
    share = value / most if most else 0.0
    return round(size * (MARGIN + share * (1 - 2 * MARGIN)), 1)


def lines(result: Json) -> list[PointLine]:
    """Return the table: the points in their order, then the present and the live text where they are none of them."""
    return [_line(number, point, result) for number, point in enumerate(result["points"])] + [
        _line(None, point, result) for point in _others(result)
    ]


def _line(number: int | None, point: Json, result: Json) -> PointLine:
    return PointLine(
        number=number,
        values=[spelled(value) for value in point["values"] or ()],
        train=_figures(point["train"]),
        test=_figures(point["test"]),
        marks=marks(point, result),
        error=point["error"],
    )


def _figures(score: Json) -> list[str]:
    return [f"{score['avoided']:,}", _minutes(score), _percent(score["precision"]), _percent(score["recall"])]


def _others(result: Json) -> Iterator[Json]:
    """Yield the present and the live text where they are none of the points."""
    values = [point["values"] for point in result["points"]]
    for name in ("present", "live"):
        if result[name] and result[name]["values"] not in values:
            yield result[name]
            values.append(result[name]["values"])


def marks(point: Json, result: Json) -> list[str]:
    """Return the words for what is special about a point."""
    found = ["efficient"] if point["efficient"] else []
    found += [name for name in ("present", "live") if result[name] and point["values"] == result[name]["values"]]
    if result["recommended"] and point["values"] == result["recommended"]["values"]:
        found.append("recommended")
    if point["train"]["errors"] or point["test"]["errors"]:
        found.append("fails")
    return found


def heat_maps(result: Json) -> list[HeatMap]:
    """Return two maps of the last third; none unless two numbers were varied."""
    if len(result["literals"]) < 2:
        return []
    return [_heat_map("avoided", "Failures avoided", result), _heat_map("harm_minutes", "Minutes of harm", result)]


def _heat_map(key: str, name: str, result: Json) -> HeatMap:
    by_values = {tuple(point["values"]): (number, point) for number, point in enumerate(result["points"])}
    columns, rows = (sorted({values[place] for values in by_values}) for place in (0, 1))
    most = max((point["test"][key] for point in result["points"]), default=0) or 1

    def cell(column: float, row: float) -> Cell:
        number, point = by_values[column, row]
        value = point["test"][key]
        shade = min(_SHADES - 1, int(value / most * _SHADES))
        return Cell(number=number, text=f"{value:,.6g}", shade=shade, marks=marks(point, result))

    return HeatMap(
        key=key,
        name=name,
        columns=[spelled(column) for column in columns],
        rows=[(spelled(row), [cell(column, row) for column in columns]) for row in rows],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The recommended point: its number, its values in words, and the bounds of the differences."""

    number: int
    values: str
    differences: str


def recommendation(result: Json) -> Recommendation | None:
    found = result["recommended"]
    if not found:
        return None
    number = next(number for number, point in enumerate(result["points"]) if point["values"] == found["values"])
    avoided, harm = (f"{low:+,.6g} to {high:+,.6g}" for low, high in (found["avoided"], found["harm_minutes"]))
    return Recommendation(
        number=number,
        values=_said(found, result),
        differences=f"Against the present text, in the last third: {avoided} failures avoided, {harm} minutes of harm.",
    )


def suggested(result: Json) -> list[str]:
    """Return the names of the literals whose values the history suggested."""
    return [literal["name"] for literal in result["literals"] if literal["suggested"]]


def remaining(tuning: Tuning) -> timedelta | None:
    """Estimate from the pace so far; None where nothing is known yet."""
    if tuning.over or not 0 < tuning.share < 1:
        return None
    return timedelta(seconds=tuning.worked_seconds / tuning.share * (1 - tuning.share))


def varied(tuning: Tuning) -> list[str]:
    """Return the names of what is varied, as far as they are known."""
    if tuning.result:
        return [literal["name"] for literal in tuning.result["literals"]]
    named = {f"{each.line}:{each.column}": each.name for each in literals_of(bytes(tuning.source)).offered}
    return [named.get(vary.partition("=")[0], vary) for vary in tuning.vary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A point as an edit of the text: its source, what it changes, and a line for the save's message."""

    source: bytes
    changes: Sequence[Line]
    message: str
    values: Sequence[tuple[str, str, str]]
    """What each literal is called, its value in the text, and that of the point."""


def edit(tuning: Tuning, point: Json) -> Edit:
    source = bytes(tuning.source)
    named = {(each.line, each.column): each for each in literals_of(source).offered}
    literals = [named[each["line"], each["column"]] for each in tuning.result["literals"]]
    changed = with_values(source, literals, point["values"])
    values = [
        (literal.name, literal.text, literal.spelled(value))
        for literal, value in zip(literals, point["values"], strict=True)
    ]
    return Edit(
        source=changed,
        changes=diff(encoding.to_text(source).encode(), encoding.to_text(changed).encode()),
        message=f"{'; '.join(_changes(literals, values)) or 'The same values'} (tuning {tuning.pk})",
        values=values,
    )


def _changes(literals: Sequence[Literal], values: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for literal, (name, old, new) in zip(literals, values, strict=True):
        if old != new:
            yield f"Line {literal.line}: {name} {old} → {new}"


def _said(point: Json, result: Json) -> str:
    if point["values"] is None:
        return "live"
    names = [literal["name"] for literal in result["literals"]]
    return ", ".join(f"{name} {spelled(value)}" for name, value in zip(names, point["values"], strict=True))


def _minutes(score: Json) -> str:
    return f"{score['harm_minutes']:,.6g}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"
