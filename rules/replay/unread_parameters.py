"""The parameters of hooks that a text certainly never reads: calls that differ only in them come to the same."""

import re
from collections.abc import Iterable

from rules.vpop3.hooks import HOOKS, HookName

_DYNAMIC = re.compile(rb"\b(?:_G|_ENV|load)\b")
"""With these, a text may define a hook in ways that its words do not show."""
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


def unread_parameters(source: bytes, hooks: Iterable[HookName]) -> frozenset[str]:
    """Return those names, by the documentation's, that none of the hooks reads.

    A parameter is a local variable, so a text that has its name nowhere but in the list of parameters cannot read it.
    Any doubt (a hook whose name comes twice, `...`, a name in a comment) counts as reading.
    """
    if _DYNAMIC.search(source):
        return frozenset()
    unread = [_unread_by(hook, source) for hook in hooks]
    return frozenset.intersection(*unread) if unread else frozenset()


def _unread_by(hook: HookName, source: bytes) -> frozenset[str]:
    name = hook.value.encode()
    defined = re.search(rb"\bfunction\s+" + name + rb"\s*\(([^()]*)\)", source)
    if defined is None or _count(name, source) != 1 or b"..." in defined[1]:
        return frozenset()
    written = [word.decode() for word in _NAME.findall(defined[1])]
    known = HOOKS[hook].parameter_names
    read = {meant for meant, word in zip(known, written, strict=False) if _count(word.encode(), source) != 1}
    others = {parameter for each in HOOKS.values() for parameter in each.parameter_names} - set(known)
    return frozenset(known) - read | others


def _count(word: bytes, source: bytes) -> int:
    return len(re.findall(rb"(?<![A-Za-z0-9_])" + word + rb"(?![A-Za-z0-9_])", source))
