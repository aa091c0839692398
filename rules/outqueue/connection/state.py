"""The state of what mxadmin asks: DNS, and VPOP3's database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """The state of something outside of mxadmin: one sentence and what a page needs to choose its tone."""

    configured: bool
    reachable: bool
    sentence: str
    slow: bool = False
