"""The world of a dry run: as a person chose it, or the usual one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from rules.dryrun.engine import World
from rules.lua.cancellation import Cancellation
from rules.resolver.answer import Resolver
from rules.resolver.choice import DnsChoice
from rules.wiring import connections, health
from rules.wiring.background_run import Lookout, Opening


def opening(choice: DnsChoice, at: datetime | None = None) -> Opening:
    """Return an opening for a run in the background, as of a past moment where one is given. Opening it raises
    ValueError with a sentence for text that cannot be read."""

    @contextmanager
    def opened(lookout: Lookout) -> Iterator[World]:
        resolver = connections.chosen(choice, lookout)
        doubt = health.doubt_of(choice)
        with connections.opened(resolver, lookout.attach, at=at, explain=True, dns_doubt=doubt) as world:
            yield world

    return opened


@contextmanager
def chosen(choice: DnsChoice, cancellation: Cancellation, at: datetime | None = None) -> Iterator[World]:
    """Open the chosen world for a run that `cancellation` ends, as of a past moment where one is given. Raises
    ValueError as `opening` does."""
    lookout = _unheard(cancellation)
    with _ending(connections.chosen(choice, lookout), lookout, at=at) as world:
        yield world


@contextmanager
def usual(cancellation: Cancellation, *, explain: bool = False, dns_doubt: Callable[[], str] = str) -> Iterator[World]:
    """Open the world that forms offer first, for a run that `cancellation` ends; the rest as in
    `connections.opened`."""
    lookout = _unheard(cancellation)
    resolver = connections.usual_resolver(lookout)
    with _ending(resolver, lookout, explain=explain, dns_doubt=dns_doubt) as world:
        yield world


@contextmanager
def _ending(
    resolver: Resolver,
    lookout: Lookout,
    *,
    at: datetime | None = None,
    explain: bool = False,
    dns_doubt: Callable[[], str] = str,
) -> Iterator[World]:
    with connections.opened(resolver, lookout.attach, at=at, explain=explain, dns_doubt=dns_doubt) as world:
        yield replace(world, cancellation=lookout.cancellation)


def _unheard(cancellation: Cancellation) -> Lookout:
    """Return an observer whose notices nobody reads."""
    return Lookout(lambda _began: None, cancellation)
