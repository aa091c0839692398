"""Recipes in a person's draft: the text to insert into, the test that is kept, and a quick look at the history."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import User

from rules.guard.guard import BadScript
from rules.lua.cancellation import Cancellation
from rules.models import Draft, Revision, Scenario, Script, source_of
from rules.outqueue.connection.unavailable import Unavailable
from rules.recipes.insertion import Insertion, insert
from rules.recipes.kept_test import KeptTest, kept_test
from rules.recipes.parameters import Values
from rules.recipes.recipe import Recipe
from rules.replay.answering import Cancelled
from rules.scenarios.case import MAX_NAME
from rules.services import drafts, scenarios
from rules.services.archived import refuse_archived
from rules.services.checks.check import Subject
from rules.services.checks.guard import guarded
from rules.services.checks.history import coverage, replayed
from rules.text import encoding
from rules.vpop3 import versions
from rules.wiring import connections, linting

MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The text that a recipe is inserted into: the person's newest draft, else the latest revision, else nothing."""

    draft: Draft | None
    revision: Revision | None

    @property
    def text(self) -> str:
        """The text, with plain line ends."""
        if self.draft:
            return bytes(self.draft.text).decode()
        return encoding.unified(encoding.to_text(source_of(self.revision)))


def inserted(recipe: Recipe, values: Values, base: Base) -> Insertion:
    """Insert into a text. Raises Refusal where it cannot take the recipe."""
    return insert(recipe, values, linting.script_of(base.text.encode(), versions.CURRENT))


def tested(recipe: Recipe, values: Values, text: str, cancellation: Cancellation) -> KeptTest:
    """Return the recipe's test, tried on the text that has it."""
    return kept_test(text.encode(), recipe.examples(values)[0], connections.sandbox(), cancellation)


def tried(script: Script, text: str, base: Base, cancellation: Cancellation) -> str:
    """Replay the last days beside the text without the recipe, and say what the recipe would have done. Takes as long
    as two checks before publishing."""
    subject = Subject(script=script, source=text.encode(), live=base.text.encode(), cancellation=cancellation)
    try:
        found = replayed(subject, datetime.now(UTC))
    except Unavailable as error:
        return f"The send attempts could not be read: {error}"
    cancellation.check()
    if not found.attempts and found.complete:
        return "No attempt was recorded in the last 7 days, so there is nothing to try it on."
    newly = found.newly
    failures = f"{newly.avoided:,} transient failure{'' if newly.avoided == 1 else 's'}"
    deliveries = f"{newly.delayed:,} deliver{'y' if newly.delayed == 1 else 'ies'}"
    sentence = f"Over {found.attempts:,} attempts it would have avoided {failures} and delayed {deliveries}."
    if newly.errors:
        sentence += f" The script would have failed at {newly.errors:,} of them: {newly.error}"
    return sentence + _shut(subject) + coverage(found)


def _shut(subject: Subject) -> str:
    """Name the servers that the recipe would never let go of."""
    try:
        holes = guarded(subject, datetime.now(UTC)).new_holes
    except (Unavailable, BadScript, Cancelled):
        return ""
    names = ", ".join(hole.server for hole in holes[:MOST_NAMED])
    return f" Once held, never let through within 7 days: {names}." if holes else ""


def into_draft(*, script: Script, user: User, base: Base, text: str) -> Draft | None:
    """Keep the text as the person's draft, in place of the one that it was made from. Raises Refused."""
    refuse_archived(script)
    parent = base.revision.number if base.revision else None
    version = base.draft.version if base.draft else ""
    return drafts.keep(script=script, user=user, text=text, parent=parent, version=version)


def keep_test(*, script: Script, test: KeptTest, actor: User, address: str | None = None) -> Scenario:
    """Keep a recipe's test, under the first name that is free. Raises Refused."""
    taken = set(script.scenarios.values_list("name", flat=True))
    names = (test.name, *(f"{test.name[: MAX_NAME - 6]} ({number})" for number in range(2, len(taken) + 3)))
    name = next(name for name in names if name not in taken)
    return scenarios.keep(script=script, name=name, case=test.case, actor=actor, address=address)
