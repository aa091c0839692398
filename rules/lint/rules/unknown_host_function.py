"""`VPOP3` has no such function, or not in the chosen version.

Of the functions in the table `VPOP3` only some are promised to this script: `VPOP3.PostgresQuery`, and from VPOP3 8.7
`VPOP3.HMAC`, `VPOP3.HexString` and `VPOP3.UnHexString`. Calling a name that does not exist raises an error, and the
hook's answer is lost. VPOP3 may have more than is documented; mxadmin cannot try those.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.expressions import member
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at, replacing
from rules.lua.functions import HOST_FUNCTIONS
from rules.vpop3.versions import Version

_BY_PLAIN_NAME = {name.lower(): name for name in HOST_FUNCTIONS}


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("dot_index_expression", "bracket_index_expression"):
        found = member(node)
        if not found or node.damaged or not script.names.is_global(found[0], "VPOP3"):
            continue
        if found[1] not in HOST_FUNCTIONS:
            yield _unknown(node, found[1])
        elif (since := HOST_FUNCTIONS[found[1]].since) and Version.parse(since) > script.version:
            message = f"VPOP3 {script.version} has no VPOP3.{found[1]}: it exists from {since}."
            yield at(node, message, severity=Severity.ERROR)


def _unknown(node: Node, name: str) -> Remark:
    close = get_close_matches(name.lower(), _BY_PLAIN_NAME, n=1, cutoff=0.75)
    if close:
        better = f"VPOP3.{_BY_PLAIN_NAME[close[0]]}"
        message = f"VPOP3.{name} does not exist: did you mean {better}?"
        return at(node, message, severity=Severity.ERROR, repair=replacing(node, better, f"Write {better}"))
    known = ", ".join(f"VPOP3.{name}" for name in HOST_FUNCTIONS)
    return at(node, f"VPOP3 does not promise VPOP3.{name} to this script; what exists: {known}.")


RULE = Rule(name="unknown-host-function", explanation=__doc__, check=check)
