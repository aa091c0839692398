"""The clocks that a fuse depends on, and how it tells that one of them has jumped.

How far a fuse has come is counted in judged minutes, each of them measured by a clock that cannot jump. But an attempt
is found by its start, which VPOP3 wrote by another one. A minute in which new rows could not be seen says nothing: few
deliveries would be counted where there were many.
"""

TOLERANCE = 60 * 1_000_000
"""The difference of two clocks, in microseconds, that hides no more than the last rows."""


def doubt(*, database: int, mxadmin: int, position: int) -> str:
    """Return why new attempts may not be seen; empty where they are. All in microseconds since 1970: the clock of
    VPOP3's database, mxadmin's, and the start from which new attempts are looked for."""
    if database < position:
        return (
            "The clock of VPOP3's database is behind the attempts that were seen already, so new ones cannot be told "
            "from them."
        )
    if mxadmin < database - TOLERANCE:
        return "mxadmin's clock is behind that of VPOP3's database, so the newest attempts are still to come for it."
    return ""
