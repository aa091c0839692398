"""The world of a dry run, as a person chose it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rules.dryrun.engine import World
from rules.resolver.choice import DnsChoice
from rules.wiring import connections, health
from rules.wiring.background_run import Lookout, Opening


def opening(choice: DnsChoice) -> Opening:
    """Return an opening for a run in the background. Opening it raises ValueError with a sentence for text that cannot
    be read."""

    @contextmanager
    def opened(lookout: Lookout) -> Iterator[World]:
        resolver = connections.chosen(choice, lookout)
        with connections.opened(resolver, lookout.attach, explain=True, dns_doubt=health.doubt_of(choice)) as world:
            yield world

    return opened
