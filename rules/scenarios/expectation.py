"""The decision that a kept scenario expects, and the check whether a decision meets it."""

from dataclasses import dataclass
from enum import Enum, auto

from rules.vpop3.decision import Decision, Kind, named


class Open(Enum):
    """A part without an expectation."""

    OPEN = auto()


OPEN = Open.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The expected decision. Each part may be left open. `servers` as `host` or `host:port` (other than 25), in the
    order in which they are tried; `hold_minutes` None: held without a time."""

    kind: Kind | Open = OPEN
    servers: tuple[str, ...] | Open = OPEN
    hold_minutes: float | Open | None = OPEN

    @classmethod
    def of(cls, decision: Decision) -> "Expectation":
        """Expect exactly this decision: servers where mail is sent, minutes where it is held."""
        return cls(
            kind=decision.kind,
            servers=named(decision.servers) if decision.kind is Kind.SEND else OPEN,
            hold_minutes=decision.hold_minutes if decision.kind is Kind.HOLD else OPEN,
        )

    def unmet(self, decision: Decision) -> tuple[str, ...]:
        """Return a sentence for each part that differs. Minutes and servers are not compared where the kind differs."""
        if self.kind not in (OPEN, decision.kind):
            return (f"Expected {_kind(self.kind)}, but {_kind(decision.kind)} ({decision.reason}).",)
        problems = []
        servers = named(decision.servers)
        if self.servers not in (OPEN, servers):
            problems.append(f"Expected {_servers(self.servers)}, but {_servers(servers)}.")
        if self.hold_minutes not in (OPEN, decision.hold_minutes):
            problems.append(f"Expected {_minutes(self.hold_minutes)}, but {_minutes(decision.hold_minutes)}.")
        return tuple(problems)

    def sentence(self) -> str:
        parts = []
        if self.kind is not OPEN:
            parts.append(_kind(self.kind))
        if self.servers is not OPEN:
            parts.append(_servers(self.servers))
        if self.hold_minutes is not OPEN:
            parts.append(_minutes(self.hold_minutes))
        return ", ".join(parts) or "any decision"


def _kind(kind: Kind | Open) -> str:
    return f"“{kind}”"


def _servers(servers: tuple[str, ...] | Open) -> str:
    return "servers " + (", ".join(servers) or "none") if isinstance(servers, tuple) else "any servers"


def _minutes(minutes: float | Open | None) -> str:
    return "no hold time" if minutes is None else f"{minutes:g} minutes" if isinstance(minutes, int | float) else "any"
