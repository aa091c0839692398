"""The minutes for which a text holds messages, as far as its text says."""

from rules.analysis.constants import number_of
from rules.analysis.expressions import returned
from rules.analysis.script import Script
from rules.vpop3.hooks import HookName


def longest_hold(script: Script) -> float:
    """Return the largest number that CheckServer returns as minutes; 0 where it returns none that can be read."""
    found = [0.0]
    for function in script.defined(HookName.CHECK_SERVER):
        for statement in script.functions.returns(function):
            values = returned(statement)
            if len(values) > 1:
                found.append(number_of(values[1], script.names) or 0.0)
    return max(found)
