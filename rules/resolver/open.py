"""The resolver that a person chose, for the command line and the pages alike."""

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
"""Shared by the whole process: a server that is down costs its time in one dry run, not in each."""


def open_resolver(
    dns: str = SYSTEM, zones: Sequence[tuple[str, str]] = (), *, lifetime: float = LIFETIME, asked: str = ""
) -> Resolver:
    """Open zone text, given as (label, text) pairs, where there is any: it replaces live DNS. Otherwise open live DNS
    with a cache of its own, asking `dns`: "system" or an address with or without a port.

    Raises ZoneError for bad zone text, which offers `asked`, the domain asked for, as origin where none is given;
    ValueError for a bad server. Both are sentences. No question is asked yet.
    """
    if zones:
        return ZoneResolver.parse(zones, asked=asked)
    return CachingResolver(open_live(dns, lifetime=lifetime))


def open_live(dns: str = SYSTEM, *, lifetime: float = LIFETIME, watch: Watch | None = None) -> LiveResolver:
    """Open live DNS without a cache. Raise ValueError for a bad server."""
    servers = None if dns.strip().lower() == SYSTEM else [Endpoint.parse(dns)]
    return LiveResolver(servers, lifetime=lifetime, watch=watch, silence=_SILENCE)
