"""The hooks that a script defines, and those of them that its version of VPOP3 calls."""

from dataclasses import dataclass

from rules.analysis.script import Script
from rules.vpop3.hooks import HOOKS, Hook


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPlace:
    """A hook. `line` is that of its definition, of the last where there are several, since that one counts; None:
    missing."""

    hook: Hook
    line: int | None
    called: bool


def outline(script: Script) -> tuple[HookPlace, ...]:
    """Return every hook, in the order in which VPOP3 calls them."""
    defined = sorted(script.hooks, key=lambda each: each[1].node.start)
    lines = {hook.name: script.text.line_of(function.node.start) for hook, function in defined}
    return tuple(
        HookPlace(hook=hook, line=lines.get(hook.name), called=hook.since <= script.version) for hook in HOOKS.values()
    )
