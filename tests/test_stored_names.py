"""Names that are stored outside of the code: in the database, in queued tasks, and in links and forms in the world."""

from dataclasses import fields
from typing import get_args

from rules.alerts.events import EventKind
from rules.dryrun.trace import Event
from rules.replay import row_file
from rules.services import batches, guards, replays, scenario_results, tunings
from rules.services.checks import seal
from rules.views.scenarios import scenario_view
from rules.wiring import link_signer

STEP = {"elapsed_ms", "assumed"}
SCRIPT = STEP | {"prints", "printed_at", "queries", "error", "lines"}
EVENTS = {
    "LoadEvent": SCRIPT | {"defined", "not_called"},
    "HookEvent": SCRIPT
    | {"hook", "args", "returned", "meaning", "explicit", "basis", "notes", "unread", "line", "locals"},
    "MxEvent": STEP | {"answer", "fresh", "servers", "meaning", "notes"},
    "AddressEvent": STEP | {"answers", "servers", "notes"},
    "DecisionEvent": STEP | {"decision", "sentence", "reasons", "doubts", "warnings", "ledger"},
}
"""Under these names kept runs hold them. A new field needs a default, or the runs of before cannot be read."""


def test_the_salts_of_signatures_stay():
    salts = (link_signer.SALT, seal.SALT, scenario_view.OFFER)
    assert salts == ("rules.connections", "rules.services.checks", "rules.views.scenario_view.accept")


def test_the_paths_of_queued_tasks_stay():
    tasks = (batches.work_on, guards.work_on, replays.work_on, scenario_results.try_revision, tunings.work_on)
    assert tuple(task.module_path for task in tasks) == (
        "rules.services.batches.work_on",
        "rules.services.guards.work_on",
        "rules.services.replays.work_on",
        "rules.services.scenario_results.try_revision",
        "rules.services.tunings.work_on",
    )


def test_the_names_of_events_that_channels_hold_stay():
    assert [kind.value for kind in EventKind] == ["fuse", "delivery", "failing", "database", "test", "shadow", "trial"]


def test_the_columns_of_replayed_rows_stay_in_their_order():
    """Stored rows have them in this order: a new one goes to the end, with a default."""
    assert row_file.NAMES[:12] == (
        *("at", "starttime", "server", "result", "outcome", "verdict", "minutes", "label"),
        *("against_verdict", "against_minutes", "against_label", "detail"),
    )


def test_kept_runs_find_the_classes_and_fields_of_their_events():
    now = {kind.__name__: {each.name for each in fields(kind)} for kind in get_args(Event)}
    assert {name: EVENTS[name] - now[name] for name in EVENTS} == {name: set() for name in EVENTS}
