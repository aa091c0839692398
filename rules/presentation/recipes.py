"""A recipe as its page shows it: its Lua, what changes, its test, and what it would have done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from rules.presentation.highlighting import highlighted
from rules.recipes.insertion import Insertion, lua_of
from rules.recipes.kept_test import KeptTest
from rules.recipes.parameters import Values
from rules.recipes.recipe import Recipe
from rules.text.diff import Line, diff
from rules.vpop3 import versions
from rules.vpop3.hooks import HOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    lua: Sequence[SafeString]
    changes: Sequence[Line]
    before: int | None
    test: KeptTest


def preview(recipe: Recipe, values: Values, base: str, insertion: Insertion, test: KeptTest) -> Preview:
    return Preview(
        lua=highlighted(lua_of(recipe, values)),
        changes=diff(base.encode(), insertion.text.encode()),
        before=insertion.before,
        test=test,
    )


def needs(recipe: Recipe) -> str:
    """Say from which version of VPOP3 on the recipe's hook, and the hold that it asks for, exist."""
    hook = HOOKS[recipe.call.hook]
    if recipe.call.value and hook.since == versions.CHECK_SERVER:
        return f"Holding needs VPOP3 {versions.HOLDS} or later."
    return f"{hook.name} needs VPOP3 {hook.since} or later." if hook.since > versions.FIRST else ""
