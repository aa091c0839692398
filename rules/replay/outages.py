"""Servers and providers at which every attempt fails, followed while attempts go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from rules.replay.attempt import HOUR, Attempt
from rules.replay.outcome import DELIVERED
from rules.resolver.registered_domain import registered_domain

LEAST = 3
"""The failures that make an outage; one or two are somebody's full mailbox."""
FORGOTTEN_AFTER = 24 * HOUR
"""Without an attempt for so long, nothing is known of a server any more."""


@dataclass(slots=True)
class Run:
    """Failures without a delivery between them, from the first to the last; `servers` are those at which they were."""

    first: int
    last: int
    failures: int = 0
    servers: set[str] = field(default_factory=set)

    def to_list(self) -> list[Any]:
        return [self.first, self.last, self.failures, sorted(self.servers)]

    @classmethod
    def from_list(cls, data: list[Any]) -> Self:
        first, last, failures, servers = data
        return cls(first, last, failures, set(servers))


class Outages:
    """The runs of failures that go on, by server and by provider (registered domain). `recovered` has the keys of those
    that a delivery has ended since this object was made."""

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        kept = kept or {"servers": {}, "providers": {}}
        self.recovered: set[str] = set()
        self.servers = {name: Run.from_list(run) for name, run in kept["servers"].items()}
        self.providers = {name: Run.from_list(run) for name, run in kept["providers"].items()}

    def add(self, attempt: Attempt) -> None:
        """See an attempt. One that began before the last known failure may end a run, too: it ended later."""
        provider = registered_domain(attempt.server)
        for kind, runs, name in (("server", self.servers, attempt.server), ("provider", self.providers, provider)):
            if attempt.outcome == DELIVERED:
                if runs.pop(name, None):
                    self.recovered.add(f"{kind}:{name}")
                continue
            run = runs.setdefault(name, Run(attempt.at, attempt.at))
            run.first, run.last = min(run.first, attempt.at), max(run.last, attempt.at)
            run.failures += 1
            run.servers.add(attempt.server)

    def forget(self, now: int) -> None:
        """Forget runs without an attempt for a day."""
        for runs in (self.servers, self.providers):
            for name in [name for name, run in runs.items() if now - run.last > FORGOTTEN_AFTER]:
                del runs[name]

    def failing(self, lasting: int) -> dict[str, Run]:
        """Return the runs whose failures span that time, by key: `provider:NAME` where two of its servers fail, else
        `server:NAME`."""
        providers = {name: run for name, run in self.providers.items() if len(run.servers) > 1 and _lasts(run, lasting)}
        found = {f"provider:{name}": run for name, run in providers.items()}
        for name, run in self.servers.items():
            if _lasts(run, lasting) and registered_domain(name) not in providers:
                found[f"server:{name}"] = run
        return found

    def fails(self, key: str) -> bool:
        """Whether the server or provider of that key had no delivery since."""
        kind, _, name = key.partition(":")
        return name in (self.providers if kind == "provider" else self.servers)

    def to_dict(self) -> dict[str, Any]:
        return {
            "servers": {name: run.to_list() for name, run in self.servers.items()},
            "providers": {name: run.to_list() for name, run in self.providers.items()},
        }


def _lasts(run: Run, lasting: int) -> bool:
    return run.failures >= LEAST and run.last - run.first >= lasting
