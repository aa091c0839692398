"""The meaning of a query's plan for VPOP3, in words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

WHOLE_TABLE = re.compile(r"\s*(?:->\s+)?(?:Parallel )?Seq Scan on sendattempts\b")


@dataclass(frozen=True, slots=True)
class Advice:
    """`index`: the SQL that makes the missing index, or None where it is there or nobody knows."""

    index: str | None


def advice(plan: Iterable[str], index_sql: Callable[[], str | None]) -> Advice | None:
    """Return advice about a plan; None for one that does not read all of outqueue.sendattempts: then the index is not
    needed."""
    if not any(WHOLE_TABLE.match(line) for line in plan):
        return None
    return Advice(index_sql())
