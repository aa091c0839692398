"""Every read of mxadmin's own tables, by noun. Callers say `queries.revision(…)`."""

from rules.models.script_name import ROUTING_SCRIPT
from rules.queries.audit import audit_actions, audit_entries, sign_in_locks
from rules.queries.deliveries import deliveries, pull_token, pull_tokens
from rules.queries.drafts import draft, drafts
from rules.queries.dry_runs import dry_run, dry_runs, preset, presets, recent_domains
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
    revisions,
    texts_until,
    were_saved,
)
from rules.queries.saved_views import saved_view, saved_views
from rules.queries.scenarios import scenarios
from rules.queries.scripts import routing_script, script, scripts, source_for_command

__all__ = [
    "MOST_BLAMED",
    "PER_PAGE",
    "ROUTING_SCRIPT",
    "Position",
    "audit_actions",
    "audit_entries",
    "before",
    "by_number",
    "deliveries",
    "draft",
    "drafts",
    "dry_run",
    "dry_runs",
    "latest",
    "preset",
    "presets",
    "pull_token",
    "pull_tokens",
    "recent_domains",
    "reverted_until",
    "revision",
    "revision_of_text",
    "revision_page",
    "revisions",
    "routing_script",
    "saved_view",
    "saved_views",
    "scenarios",
    "script",
    "scripts",
    "sign_in_locks",
    "source_for_command",
    "texts_until",
    "were_saved",
]
