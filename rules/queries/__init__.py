"""Every read of mxadmin's own tables, by noun. Callers say `queries.revision(…)`."""

from rules.models.script_name import ROUTING_SCRIPT
from rules.queries.audit import audit_actions, audit_entries, sign_in_locks
from rules.queries.deliveries import deliveries_of, pull_token, pull_tokens_of
from rules.queries.drafts import draft, drafts_of
from rules.queries.dry_runs import dry_run, dry_runs_of, preset, presets_of, recent_domains
from rules.queries.revisions import (
    MOST_BLAMED,
    PER_PAGE,
    Position,
    before,
    by_number,
    latest,
    reverted_until,
    revision,
    revision_of_text,
    revision_page,
    revisions_of,
    texts_until,
    were_saved,
)
from rules.queries.saved_views import saved_view, saved_views_of
from rules.queries.scenarios import scenarios_of
from rules.queries.scripts import all_scripts, routing_script, script, source_for_command

__all__ = [
    "MOST_BLAMED",
    "PER_PAGE",
    "ROUTING_SCRIPT",
    "Position",
    "all_scripts",
    "audit_actions",
    "audit_entries",
    "before",
    "by_number",
    "deliveries_of",
    "draft",
    "drafts_of",
    "dry_run",
    "dry_runs_of",
    "latest",
    "preset",
    "presets_of",
    "pull_token",
    "pull_tokens_of",
    "recent_domains",
    "reverted_until",
    "revision",
    "revision_of_text",
    "revision_page",
    "revisions_of",
    "routing_script",
    "saved_view",
    "saved_views_of",
    "scenarios_of",
    "script",
    "sign_in_locks",
    "source_for_command",
    "texts_until",
    "were_saved",
]
