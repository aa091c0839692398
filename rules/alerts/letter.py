"""The words of an alert: what, since when, and where to look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from rules.alerts.events import Event
from rules.text.printable import visible

MOST_TOLD = 20
"""Events that one message tells in full."""
LONGEST_SUBJECT = 120
MORE = "… and {count:,} more: see the first of these pages."


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`text` is for people, `payload` for programs."""

    subject: str
    text: str
    payload: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def letter(events: Sequence[Event], *, base: str, now: datetime, zone: tzinfo) -> Letter:
    """Write an alert. `base` is the address of this mxadmin, `zone` that of the times in the text."""
    base = base.rstrip("/")
    shown = events[:MOST_TOLD]
    told = [f"{_sentence(event, zone)}\n{base}{event.path}" for event in shown]
    if len(events) > len(shown):
        told.append(MORE.format(count=len(events) - len(shown)))
    told.append(f"Change what you are alerted of: {base}/alerts/")
    return Letter(
        subject=_subject(events),
        text="\n\n".join(told) + "\n",
        payload={
            "type": "mxadmin.alert",
            "timestamp": now.isoformat(),
            "data": {"count": len(events), "events": [_data(event, base) for event in shown]},
        },
    )


def _subject(events: Sequence[Event]) -> str:
    first = _in_one_line(events[0].told)
    more = f" (and {len(events) - 1:,} more)" if len(events) > 1 else ""
    room = LONGEST_SUBJECT - len("[mxadmin] ") - len(more)
    return f"[mxadmin] {first if len(first) <= room else first[: room - 1] + '…'}{more}"


def _sentence(event: Event, zone: tzinfo) -> str:
    since = f"Since {_moment(event.since, zone)}"
    until = f", until {_moment(event.over, zone)}" if event.over else ""
    return f"{_in_one_line(event.told)}\n{since}{until}."


def _in_one_line(told: str) -> str:
    """Escape characters that cannot be printed: names of servers come from other people's DNS."""
    return visible(" ".join(told.split()))


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _data(event: Event, base: str) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "what": event.told,
        "since": event.since.isoformat(),
        "over": event.over.isoformat() if event.over else None,
        "url": f"{base}{event.path}",
    }
