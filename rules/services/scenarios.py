"""Changes to scenarios: keep, change, import and remove."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from rules.lua.cancellation import Cancellation
from rules.models import Scenario, Script
from rules.scenarios.case import Case, plain
from rules.scenarios.yaml_file import read_name
from rules.services import audit
from rules.services.archived import locked
from rules.services.errors import Refused

MOST = 500
"""The scenarios that one script may have: they all run at every save."""


def keep(*, script: Script, name: str, case: Case, actor: User | None, address: str | None = None) -> Scenario:
    """Save a new scenario. Raises Refused for a name that is taken or cannot be one, where there are `MOST` already,
    and for an archived script."""
    name = _name(name)
    try:
        with transaction.atomic():
            script = locked(script)
            if script.scenarios.count() >= MOST:
                raise Refused(f"{script} has {MOST} scenarios already: remove one first.")
            scenario = Scenario.objects.create(
                script=script,
                name=name,
                definition=plain(case),
                created_by=audit.name_of(actor),
                changed_by=audit.name_of(actor),
            )
            audit.record(action="scenario_keep", actor=actor, script=script, address=address, scenario=name)
    except IntegrityError:
        raise Refused(f"There is a scenario “{name}” already.") from None
    return scenario


def change(
    *, scenario: Scenario, case: Case, actor: User | None, name: str | None = None, address: str | None = None
) -> Scenario:
    """Change inputs, pins or expectation; the audit entry keeps what was there before. Raises Refused."""
    name = scenario.name if name is None else _name(name)
    try:
        with transaction.atomic():
            locked(scenario.script)
            stored = Scenario.objects.get(pk=scenario.pk)
            before = {"name": stored.name, "definition": stored.definition}
            stored.name, stored.definition, stored.changed_by = name, plain(case), audit.name_of(actor)
            stored.save()
            audit.record(
                action="scenario_change",
                actor=actor,
                script=stored.script,
                address=address,
                scenario=name,
                before=before,
            )
    except IntegrityError:
        raise Refused(f"There is a scenario “{name}” already.") from None
    return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The number of scenarios in a file that were new, that changed those of their name, and that were the same."""

    added: int
    changed: int
    same: int


def import_cases(
    *,
    script: Script,
    cases: Mapping[str, Case],
    actor: User | None,
    address: str | None = None,
    cancellation: Cancellation | None = None,
) -> Imported:
    """Import all scenarios of a file or, when one is refused or with Cancelled, none. Those that the file does not name
    stay."""
    cancellation = cancellation or Cancellation()
    added = changed = 0
    with transaction.atomic():
        known = {each.name: each for each in script.scenarios.all()}
        for name, case in cases.items():
            cancellation.check()
            if name not in known:
                keep(script=script, name=name, case=case, actor=actor, address=address)
                added += 1
            elif known[name].definition != plain(case):
                change(scenario=known[name], case=case, actor=actor, address=address)
                changed += 1
    return Imported(added=added, changed=changed, same=len(cases) - added - changed)


def remove(*, scenario: Scenario, actor: User | None, address: str | None = None) -> None:
    """Delete a scenario; the audit entry keeps its content. Raises Refused for an archived script."""
    with transaction.atomic():
        locked(scenario.script)
        audit.record(
            action="scenario_remove",
            actor=actor,
            script=scenario.script,
            address=address,
            scenario=scenario.name,
            before={"name": scenario.name, "definition": scenario.definition},
        )
        scenario.delete()


def _name(name: str) -> str:
    try:
        return read_name(name, "scenario").strip()
    except ValueError:
        raise Refused("A scenario's name is 1 to 120 printable characters on one line.") from None
