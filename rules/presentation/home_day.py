"""The last 24 hours beside the 24 before: what differs, in a few sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.outqueue.statistics.counts import Figures, failed
from rules.smtp.reply import Outcome

LEAST_FAILURES = 3
NAMED = 3
SMALLEST_POINTS, SMALLEST_SHARE = 0.5, 0.1
"""The smallest changes that are told: of the delivered share in percentage points, and of the number of attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One sentence. `server` is what it is about, where it is about one."""

    sentence: str
    tone: str = "plain"
    icon: str = "info"
    server: str = ""


def differences(today: Figures, before: Figures) -> list[Difference]:
    """Return what differs enough to be told, the most telling first."""
    return [*_delivered(today, before), *_number(today, before), *_servers(today, before)]


def _delivered(today: Figures, before: Figures) -> Iterator[Difference]:
    if not (today.total and before.total):
        return
    now, then = (100 * each.outcomes[Outcome.DELIVERED] / each.total for each in (today, before))
    if abs(now - then) >= SMALLEST_POINTS:
        worse = now < then
        sentence = f"{now:.1f} % were delivered, the day before {then:.1f} %."
        yield Difference(sentence=sentence, tone="fail" if worse else "send", icon="fail" if worse else "send")


def _number(today: Figures, before: Figures) -> Iterator[Difference]:
    now, then = today.total, before.total
    if max(now, then) and abs(now - then) / max(now, then) >= SMALLEST_SHARE:
        more = "more" if now > then else "fewer"
        yield Difference(sentence=f"{now:,} attempts, {more} than the {then:,} of the day before.")


def _servers(today: Figures, before: Figures) -> Iterator[Difference]:
    now, then = _failures(today), _failures(before)
    new = [(count, name) for name, count in now.items() if count >= LEAST_FAILURES and not then.get(name)]
    for count, name in sorted(new, key=lambda each: (-each[0], each[1]))[:NAMED]:
        sentence = f"failed {count:,} times, and not once the day before."
        yield Difference(sentence=sentence, tone="fail", icon="fail", server=name)
    tried = {server for server, _ in today.servers}
    over = [(count, name) for name, count in then.items() if count >= LEAST_FAILURES and name in tried - now.keys()]
    for count, name in sorted(over, key=lambda each: (-each[0], each[1]))[:NAMED]:
        sentence = f"did not fail; the day before it failed {count:,} times."
        yield Difference(sentence=sentence, tone="send", icon="send", server=name)


def _failures(figures: Figures) -> dict[str, int]:
    counted: dict[str, int] = {}
    for (server, code), count in figures.servers.items():
        if server and failed(code):
            counted[server] = counted.get(server, 0) + count
    return counted
