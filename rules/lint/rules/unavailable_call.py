"""Files, programs and modules are not available in mxadmin's dry run, and perhaps not in VPOP3 either.

`io`, `os.execute`, `os.remove`, `require`, `dofile`, `package`, `debug` and their like are part of Lua, and VPOP3
itself may allow them; which of them it does is not documented. In a dry run they raise an error, so a script that
needs them cannot be tried before it is live. A routing script that writes files also slows down every delivery.
"""

from collections.abc import Iterator

from rules.analysis.expressions import member
from rules.analysis.lua_standard import REFUSED_LIBRARIES, is_refused
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at


def check(script: Script) -> Iterator[Remark]:
    for use in script.names.global_uses(written=False):
        node, name = _with_member(use.node)
        if is_refused(name):
            yield at(node, f"{name} is not available in a dry run, and VPOP3 does not document that it allows it.")


def _with_member(node: Node) -> tuple[Node, str]:
    """Return `os.execute` for the `os` in it."""
    parent = node.parent
    found = member(parent) if parent and node.role == "table" else None
    if parent and found and (node.text in {"os", "string"} or node.text in REFUSED_LIBRARIES):
        return parent, f"{node.text}.{found[1]}"
    return node, node.text


RULE = Rule(name="unavailable-call", explanation=__doc__, check=check)
