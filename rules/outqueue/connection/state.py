"""The state of what mxadmin asks: DNS, and VPOP3's database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether something outside of mxadmin answers, as one sentence and what a page needs to choose its tone."""

    configured: bool
    reachable: bool
    sentence: str
    slow: bool = False
