"""The parameters of a hook that a text certainly never reads: calls that differ only in them come to the same."""

import re

from rules.analysis.functions import Function, Functions
from rules.analysis.scopes import Names
from rules.analysis.tree import Tree
from rules.vpop3.hooks import HOOKS, HookName

_DYNAMIC = re.compile(rb"\b(?:_G|_ENV|load)\b")
"""With these, a text may define a hook in ways that its words do not show."""


def unread_parameters(source: bytes, hook: HookName) -> frozenset[str]:
    """Return those names, by the documentation's, that the hook does not read.

    A parameter is a local variable: only its name, where that means this variable, can read it. Any doubt (a hook that
    is defined twice, `...`, a text that is not wholly understood) counts as reading.
    """
    function = None if _DYNAMIC.search(source) else _only_definition(source, hook)
    if function is None or function.takes_more:
        return frozenset()
    known = HOOKS[hook].parameter_names
    read = {name for name, declared in zip(known, function.parameters, strict=False) if declared.reads}
    return frozenset(known) - read


def _only_definition(source: bytes, hook: HookName) -> Function | None:
    tree = Tree(source)
    if not tree.nodes or any(node.broken or node.damaged for node in tree.nodes):
        return None
    names = Names(tree)
    if sum(use.written for use in names.globals[hook.value]) != 1:
        return None
    defined = [each for each in Functions(tree, names).all if each.is_global and each.name == hook.value]
    return defined[0] if len(defined) == 1 else None
