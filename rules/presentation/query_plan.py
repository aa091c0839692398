"""What a query's plan means for VPOP3, in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.outqueue.connection.unavailable import Unavailable
from rules.wiring import connections

WHOLE_TABLE = re.compile(r"\s*(?:->\s+)?(?:Parallel )?Seq Scan on sendattempts\b")


@dataclass(frozen=True, slots=True)
class Advice:
    """`index`: the SQL that makes the missing index, or None where it is there or nobody knows."""

    index: str | None


def advice(plan: Iterable[str]) -> Advice | None:
    """None for a plan that does not read all of outqueue.sendattempts."""
    if not any(WHOLE_TABLE.match(line) for line in plan):
        return None
    try:
        return Advice(connections.attempts().columns().index_sql)
    except Unavailable:
        return Advice(None)
