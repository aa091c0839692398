"""Every read of mxadmin's own tables, by noun. Callers say `queries.revision(…)`."""

from rules.models.script_name import ROUTING_SCRIPT
from rules.queries.audit import all_audit_entries, audit_actions, audit_page, sign_in_locks
from rules.queries.batches import all_batch_items, batch, batch_items, batch_progress, batches_of
from rules.queries.deliveries import deliveries_of, latest_delivery, pull_token, pull_token_with, pull_tokens_of
from rules.queries.drafts import draft, drafts_of, newest_draft
from rules.queries.dry_runs import dry_run, dry_runs_of, preset, presets_of, recent_domains
from rules.queries.live_times import live_texts, live_times
from rules.queries.publications import former_live, publication, publications_between, publications_of
from rules.queries.replays import (
    all_replay_rows,
    predictions,
    replay,
    replay_kinds,
    replay_rows,
    replays_of,
    server_rows,
    telling_moment,
)
from rules.queries.revisions import (
    MOST_BLAMED,
    PER_PAGE,
    Position,
    latest,
    latest_number,
    reverted_until,
    revision,
    revision_before,
    revision_of_text,
    revision_page,
    revisions_by_number,
    revisions_of,
    texts_until,
    were_saved,
)
from rules.queries.saved_views import saved_view, saved_views_of
from rules.queries.scenarios import passes_of, results_with, scenario, scenarios_of
from rules.queries.scripts import all_scripts, routing_script, script, source_for_command

__all__ = [
    "MOST_BLAMED",
    "PER_PAGE",
    "ROUTING_SCRIPT",
    "Position",
    "all_audit_entries",
    "all_batch_items",
    "all_replay_rows",
    "all_scripts",
    "audit_actions",
    "audit_page",
    "batch",
    "batch_items",
    "batch_progress",
    "batches_of",
    "deliveries_of",
    "draft",
    "drafts_of",
    "dry_run",
    "dry_runs_of",
    "former_live",
    "latest",
    "latest_delivery",
    "latest_number",
    "live_texts",
    "live_times",
    "newest_draft",
    "passes_of",
    "predictions",
    "preset",
    "presets_of",
    "publication",
    "publications_between",
    "publications_of",
    "pull_token",
    "pull_token_with",
    "pull_tokens_of",
    "recent_domains",
    "replay",
    "replay_kinds",
    "replay_rows",
    "replays_of",
    "results_with",
    "reverted_until",
    "revision",
    "revision_before",
    "revision_of_text",
    "revision_page",
    "revisions_by_number",
    "revisions_of",
    "routing_script",
    "saved_view",
    "saved_views_of",
    "scenario",
    "scenarios_of",
    "script",
    "server_rows",
    "sign_in_locks",
    "source_for_command",
    "telling_moment",
    "texts_until",
    "were_saved",
]
