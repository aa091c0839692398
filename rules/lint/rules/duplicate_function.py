"""A function is defined twice under the same name, so the first one is lost.

    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
        …
    end
    function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)   -- VPOP3 calls this one only
        …
    end

Lua raises no error: the later definition takes the earlier one's place. Two rules in one hook go into one function.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from rules.analysis.flow import statements
from rules.analysis.functions import Function
from rules.analysis.scopes import Declaration
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at
from rules.vpop3.hooks import HookName


def check(script: Script) -> Iterator[Remark]:
    """Compare the definitions in one block, one after the other: each runs, and the last one counts."""
    named: dict[tuple[Declaration | str, int], list[Function]] = defaultdict(list)
    for function in script.functions.all:
        block = _block(function.node)
        if function.name and block and not function.node.broken:
            named[function.declaration or function.name, block.index].append(function)
    for functions in named.values():
        for earlier, later in pairwise(sorted(functions, key=lambda function: function.node.start)):
            if not _is_used_between(script, earlier, later):
                yield _remark(script, earlier, later)


def _block(function: Node) -> Node | None:
    """Return the block that a definition is a statement of."""
    node = function
    for up in function.ancestors():
        if up.kind in {"block", "chunk"}:
            return up if node in statements(up) else None
        if up.kind not in {"expression_list", "assignment_statement", "variable_declaration"}:
            return None
        node = up
    return None


def _is_used_between(script: Script, earlier: Function, later: Function) -> bool:
    declaration = earlier.declaration
    reads = declaration.reads if declaration else script.names.globals.get(earlier.name or "", [])
    return any(not use.written and earlier.node.end <= use.node.start < later.node.start for use in reads)


def _remark(script: Script, earlier: Function, later: Function) -> Remark:
    line = script.text.line_of(later.node.start)
    name = earlier.name_node or earlier.node
    if earlier.is_global and earlier.name in set(HookName):
        return at(name, f"{earlier.name} is defined again in line {line}: VPOP3 calls only the last one.")
    return at(name, f"{earlier.name} is defined again in line {line}, and this one is never called.")


RULE = Rule(name="duplicate-function", explanation=__doc__, check=check)
