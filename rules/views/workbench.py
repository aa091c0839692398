"""The editor with the dry run beside it: what its page needs, whichever form brought us there."""

from typing import Any

from rules import queries, scripttext
from rules.access import SignedIn
from rules.forms.dry_run import DryRunForm
from rules.forms.save import SaveForm
from rules.models import Revision, Script
from rules.roles import Role

IN_MENU = 20


def context(
    request: SignedIn,
    script: Script,
    revision: Revision | None,
    *,
    source: str | None = None,
    save_form: SaveForm | None = None,
    dry_run_form: DryRunForm | None = None,
) -> dict[str, Any]:
    """`revision` is the one whose text is shown, unless `source` is what was typed since."""
    latest = queries.revisions(script)[:IN_MENU]
    return {
        "script": script,
        "revision": revision,
        "live": script.live,
        "source": _shown(revision) if source is None else source,
        "parent": latest[0].number if latest else None,
        "revisions": latest,
        "save_form": save_form or SaveForm(),
        "dry_run_form": dry_run_form or DryRunForm(),
        "can_edit": request.role.includes(Role.EDITOR),
        "can_publish": request.role.includes(Role.PUBLISHER),
    }


def _shown(revision: Revision | None) -> str:
    return scripttext.to_text(bytes(revision.source)) if revision else ""
