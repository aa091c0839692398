"""The way back that pages offer to a publisher: one click, with a reason."""

from typing import Any

from rules.forms.roll_back import RollBackForm
from rules.models import MAX_REASON, Revision, Script
from rules.models.roles import Role
from rules.web.access import SignedIn


def roll_back_offer(request: SignedIn, script: Script, to: Revision | None) -> dict[str, Any]:
    """Return the context of `roll_back.html`; nothing where there is no way back, or not for this person."""
    live = script.live
    if to is None or live is None or to == live or script.archived_at or not request.role.includes(Role.PUBLISHER):
        return {}
    reason = request.GET.get("reason", "")[:MAX_REASON]  # typed before a sign-out
    return {"roll_back_to": to, "roll_back_form": RollBackForm.offered(live.number, reason)}
