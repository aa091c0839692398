"""A trial on history as its pages show it: the sentence, the figures beside each other, the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rules.models import Replay
from rules.presentation.replay_words import ALWAYS, KINDS, NOT_REPLAYED, REASONS, KindWords
from rules.replay import row_file
from rules.replay.headline import agreed, percent
from rules.replay.inputs import ReplayInputs
from rules.replay.label import Label
from rules.vpop3.answers import format_minutes

Json = Mapping[str, Any]


def sentence(replay: Replay) -> str:
    """Say what the text would have done, with live beside it."""
    result = replay.result
    if not result or not result["attempts"]:
        return "No attempt was recorded in this time." if replay.over else "Nothing is replayed yet."
    episodes = result["episodes"]
    did = _did(episodes, result["longest_harm"])
    summary = f"Over {_length(replay)} this text would have {did}"
    if against := result["against_result"]:
        other = against["episodes"]
        summary += f"; {_short(replay.against_name)}: {other['avoided']:,} and {other['delayed']:,}"
    return f"{summary}."


def _did(episodes: Json, longest: float) -> str:
    transient, avoided, delayed = episodes["transient"], episodes["avoided"], episodes["delayed"]
    share = f" ({100 * avoided / transient:.0f} %)" if transient else ""
    runs = f"{episodes['count']:,} refusal episode{'' if episodes['count'] == 1 else 's'}"
    saved = f"avoided {avoided:,} of {transient:,} transient failures{share} in {runs}"
    if not delayed:
        return f"{saved}, and delayed no accepted message"
    messages = f"{delayed:,} accepted message{'' if delayed == 1 else 's'}"
    if not longest:
        return f"{saved}, and delayed {messages} for a time that it does not name"
    each = "" if delayed == 1 else " each"
    return f"{saved}, and delayed {messages} by at most {format_minutes(longest)}{each}"


def _short(name: str) -> str:
    return "live" if name.endswith(", live") else name


def _length(replay: Replay) -> str:
    end = replay.until if replay.share >= 1 or replay.reached is None else replay.reached
    length = max(end - replay.since, timedelta(minutes=1))
    for unit, size in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count = round(length / size)
        if count >= 2 or unit == "minute" or (count == 1 and length >= size):
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("minutes always fit")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One label: how often each text came to it, and the part of all attempts."""

    key: str
    words: KindWords
    count: int
    against: int | None


def kind_rows(result: Json) -> list[KindRow]:
    """Return the labels, and the verdicts that are columns of their own, in a fixed order."""
    tried, against = _kinds(result), _kinds(result["against_result"]) if result["against_result"] else None
    return [
        KindRow(key=key, words=words, count=tried[key], against=against[key] if against else None)
        for key, words in KINDS.items()
        if key in ALWAYS or tried[key] or (against and against[key])
    ]


def _kinds(score: Json) -> dict[str, int]:
    return {key: {**score["verdicts"], **score["labels"]}.get(key, 0) for key in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of both texts, in words, and what it means."""

    name: str
    means: str
    tried: str
    against: str = ""


def measures(result: Json) -> list[Measure]:
    other = result["against_result"]

    def pair(name: str, means: str, say: Any) -> Measure:
        return Measure(name=name, means=means, tried=say(result), against=say(other) if other else "")

    return [
        pair("Precision", "useful refusals among useful and harmful ones", lambda score: _percent(score["precision"])),
        pair(
            "Recall",
            "useful refusals among all failures that could be avoided",
            lambda score: _percent(score["recall"]),
        ),
        pair("Price", "minutes of delay for each useful refusal", lambda score: _minutes(score["price"])),
        pair("Proved", "useful refusals after which the next attempt was delivered", _proved),
        pair(
            "Delay in all",
            "minutes, at most: another server may have been usable",
            lambda score: f"{score['harm_minutes']:,.6g}",
        ),
        pair(
            "Without minutes",
            "refusals that name no minutes: they add no delay here",
            lambda score: f"{score['refusals_without_minutes']:,}",
        ),
    ]


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"


def _minutes(price: float | None) -> str:
    return "none" if price is None else f"{price:,.1f}"


def _proved(score: Json) -> str:
    useful = score["useful"]
    return f"{useful['enough']:,} of {sum(useful.values()):,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server or provider: what each text would have avoided and delayed there."""

    name: str
    attempts: int
    avoided: int
    delayed: int
    missed: int
    against_avoided: int | None
    against_delayed: int | None


def places(result: Json, by: str) -> list[Place]:
    """Return servers (`by_server`) or providers (`by_provider`): those first at which a text would do most."""
    other = {each["name"]: each["labels"] for each in (result["against_result"] or {}).get(by, ())}
    compared = result["against_result"] is not None
    found = [_place(each, other.get(each["name"], {}) if compared else None) for each in result[by]]
    return sorted(found, key=lambda each: (-_weight(each), -each.attempts, each.name))


def _place(share: Json, other: Json | None) -> Place:
    labels = share["labels"]
    return Place(
        name=share["name"],
        attempts=share["attempts"],
        avoided=labels[Label.USEFUL],
        delayed=labels[Label.HARMFUL],
        missed=labels[Label.MISSED_AVOIDABLE],
        against_avoided=None if other is None else other.get(Label.USEFUL, 0),
        against_delayed=None if other is None else other.get(Label.HARMFUL, 0),
    )


def _weight(place: Place) -> int:
    return place.avoided + place.delayed + (place.against_avoided or 0) + (place.against_delayed or 0)


def reasons(result: Json) -> list[tuple[str, int]]:
    """Return why verdicts are unknown, in words, the most frequent first."""
    found = [(REASONS.get(name, name), count) for name, count in result["unknown"].items() if count]
    return sorted(found, key=lambda each: -each[1])


def left_out(result: Json) -> list[tuple[str, int]]:
    """Return the rows that no label has, by reason."""
    return [(NOT_REPLAYED.get(name, name), count) for name, count in result["not_replayed"].items() if count]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWords:
    """The agreement of one text that was live. `kind` is that of the `rest`: rows that its replay does not allow."""

    sentence: str
    kind: str
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWords:
    sentence: str
    lag: str
    tone: str
    texts: Sequence[LiveWords]


def agreement(result: Json) -> AgreementWords:
    """Say how well the replay agrees with what really happened under the texts that were live."""
    found = result["agreement"]
    if not found["checked"]:
        text = "It cannot be checked: in this time no attempt was made while a text was live."
        return AgreementWords(sentence=text, lag="", tone="plain", texts=())
    text = (
        f"{found['checked']:,} attempts were made in this time, so the text that was live at each of them allowed it. "
        f"The replay of that text allows {found['allowed']:,} ({percent(found['share'])})."
    )
    best = found["best_lag"]
    lag = ""
    if best is not None and best != result["lag"]:
        lag = f"A lag of {best:g} s agrees best ({percent(found['lags'][f'{best:g}'])})."
    texts = tuple(
        LiveWords(
            sentence=agreed(each), kind=row_file.disagreeing(each["name"]), rest=each["checked"] - each["allowed"]
        )
        for each in found.get("texts", ())
    )
    return AgreementWords(sentence=text, lag=lag, tone="send" if found["share"] >= 0.99 else "hold", texts=texts)


def remaining(replay: Replay) -> timedelta | None:
    """Estimate from the pace so far; None where nothing is known yet."""
    if replay.over or not 0 < replay.share < 1:
        return None
    return timedelta(seconds=replay.worked_seconds / replay.share * (1 - replay.share))


def settings(replay: Replay) -> list[str]:
    """Return what differs from the usual inputs, in words."""
    inputs = ReplayInputs.from_dict(replay.inputs)
    named = [
        (f"only {', '.join(inputs.servers)}", inputs.servers),
        (f"only servers of {', '.join(inputs.providers)}", inputs.providers),
        (f"lag {inputs.lag:g} s", inputs.lag),
        (f"VPOP3 {inputs.version}", True),
        (f"retries {inputs.retries}", inputs.retries is not None),
        (f"{inputs.size or 0:,} bytes", inputs.size is not None),
        (f"domain {inputs.domain}", inputs.domain),
    ]
    chosen = [f"{name}: {option}" for name, option in inputs.assumptions.items()]
    return [words for words, counts in named if counts] + chosen
