"""Many runs played through together: the next tries of all of them are asked in one statement."""

from collections.abc import Sequence
from itertools import islice

from rules.simulation.asker import Asker
from rules.simulation.run import Run
from rules.simulation.time_limit import TimeLimit

AT_ONCE = 1_500


def play(asker: Asker, runs: Sequence[Run], limit: TimeLimit) -> bool:
    """Play all runs to their end. Return False where the time was up before that. Raises what the asker raises."""
    while left := [run for run in runs if not run.over]:
        if limit.over:
            return False
        most = max(1, AT_ONCE // len(left))
        asked = [(run, run.ahead(most)) for run in left]
        rulings = iter(asker.rulings([question for _, questions in asked for question in questions]))
        for run, questions in asked:
            run.follow(list(islice(rulings, len(questions))))
    return True
