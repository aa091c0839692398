"""Results of a script's scenarios with one of its revisions."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from rules.dryrun.engine import World
from rules.dryrun.report import decision_json
from rules.dryrun.trace import ScriptEvent
from rules.lua.cancellation import Cancellation
from rules.models import Revision, Scenario, ScenarioResult, source_of
from rules.resolver.pinned import PinnedResolver
from rules.scenarios import trial
from rules.scenarios.case_reader import read_case
from rules.scenarios.trial import Trial
from rules.services.archived import refuse_archived
from rules.wiring import chosen_world, connections

PATIENCE = timedelta(minutes=5)


def try_soon(revision: Revision) -> None:
    """Try the revision in the background, once the transaction that made it is committed."""
    if revision.script.scenarios.exists():
        transaction.on_commit(lambda: try_revision.enqueue(revision.pk))


def retry(revision: Revision) -> None:
    """Discard the results, and have all scenarios tried in the background. Raises Refused for an archived script."""
    with transaction.atomic():
        refuse_archived(revision.script)
        ScenarioResult.objects.filter(revision=revision).delete()
        try_soon(revision)


def pending(revision: Revision) -> bool:
    """Whether a worker tries the revision, or soon will. One that takes too long is presumed dead."""
    tasks = DBTaskResult.objects.filter(task_path=try_revision.module_path, args_kwargs__args__0=revision.pk)
    return tasks.ready().exists() or tasks.running().filter(started_at__gt=timezone.now() - PATIENCE).exists()


@task()
def try_revision(revision_pk: int) -> None:
    """Try every scenario of the revision's script, with what is pinned and with the world of today.

    All of the pinned ones first: they take milliseconds and say what a save broke, while DNS may take seconds each.
    """
    revision = Revision.objects.select_related("script").get(pk=revision_pk)
    for with_live in (False, True):
        for scenario in revision.script.scenarios.all():
            try_scenario(scenario, revision, with_live=with_live)


def try_scenario(
    scenario: Scenario, revision: Revision, *, with_live: bool = True, cancellation: Cancellation | None = None
) -> ScenarioResult:
    """Try a scenario both ways, and store the result for this pair. Raises Cancelled, and then stores nothing."""
    cancellation = cancellation or Cancellation()
    source, case = source_of(revision), read_case(scenario.definition)
    tried_at = timezone.now()
    live = None
    if with_live:
        with chosen_world.usual(cancellation) as world:
            live = stored_trial(trial.live(source, case, world))
    pinned = stored_trial(trial.pinned(source, case, replace(unconnected(), cancellation=cancellation)))
    cancellation.check()
    result, _ = ScenarioResult.objects.update_or_create(
        scenario=scenario,
        revision=revision,
        defaults={
            "pinned": pinned,
            "live": live,
            "tried_at": tried_at,
        },
    )
    return result


def unconnected() -> World:
    """Return a world with a sandbox and nothing else: for runs whose every answer is pinned."""
    return World(sandbox=connections.mass_sandbox(), resolver=PinnedResolver(()))


def stored_trial(tried: Trial) -> dict[str, object]:
    """Return the part of a trial that is stored."""
    lines: dict[int, int] = {}
    for event in tried.events:
        if isinstance(event, ScriptEvent):
            for line, count in event.lines.items():
                lines[line] = lines.get(line, 0) + count
    return {
        "passed": tried.passed,
        "problems": list(tried.problems),
        "sentence": tried.told.sentence,
        "decision": decision_json(tried.told.decision),
        "lines": {str(line): count for line, count in sorted(lines.items())},
    }
