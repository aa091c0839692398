"""From what a person chose to a resolver, for the command line and the pages alike."""

from collections.abc import Sequence

from rules.resolver.answer import Resolver
from rules.resolver.cache import CachingResolver
from rules.resolver.endpoint import Endpoint
from rules.resolver.live import LIFETIME, LiveResolver
from rules.resolver.silence import Silence
from rules.resolver.watch import Watch
from rules.resolver.zone import ZoneResolver

SYSTEM = "system"
_SILENCE = Silence()
"""One for the process: a server that is down costs its time in one dry run, not in each."""


def open_resolver(
    dns: str = SYSTEM, zones: Sequence[tuple[str, str]] = (), *, lifetime: float = LIFETIME, asked: str = ""
) -> Resolver:
    """Zone text, as (label, text) pairs, where there is any: it replaces live DNS. Otherwise live DNS with a cache of
    its own, asking `dns`: "system" or an address with or without a port.

    Raises ZoneError for bad zone text, which offers `asked`, the domain asked for, as origin where none is given;
    ValueError for a bad server. Both are sentences. Asks nothing yet.
    """
    if zones:
        return ZoneResolver.parse(zones, asked=asked)
    return CachingResolver(open_live(dns, lifetime=lifetime))


def open_live(dns: str = SYSTEM, *, lifetime: float = LIFETIME, watch: Watch | None = None) -> LiveResolver:
    """Live DNS without a cache. Raises ValueError for a bad server."""
    servers = None if dns.strip().lower() == SYSTEM else [Endpoint.parse(dns)]
    return LiveResolver(servers, lifetime=lifetime, watch=watch, silence=_SILENCE)
