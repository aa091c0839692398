"""The fuse of a script, for every page that shows it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rules import queries
from rules.fuse.answer import OF_LAST
from rules.models import Fuse, Script
from rules.models.roles import Role
from rules.presentation.fuse import FuseCard, card
from rules.views.scripts.roll_back_offer import roll_back_offer
from rules.web.access import SignedIn

LATELY = timedelta(days=3)


def fuse_card(fuse: Fuse) -> FuseCard:
    minutes, answers = queries.last_minutes(fuse, OF_LAST), queries.fuse_answers(fuse)
    return card(fuse, minutes, answers, queries.latest_delivery(fuse.script))


def fuse_context(request: SignedIn, script: Script, fuse: Fuse | None) -> dict[str, Any]:
    """Return the context of `fuse_card.html`; nothing where there is no fuse."""
    if fuse is None:
        return {}
    offer = roll_back_offer(request, script, fuse.former) if fuse.open else {}
    can_end = fuse.open and request.role.includes(Role.PUBLISHER)
    return {"card": fuse_card(fuse), "can_end_fuse": can_end, **offer}


def blown_lately(script: Script) -> FuseCard | None:
    """Return the latest fuse where it took its text back lately and nothing else was published since."""
    latest = queries.latest_fuse(script)
    if latest is None or latest.state != Fuse.State.TAKEN_BACK or latest.former_id != script.live_id:
        return None
    recent = latest.ended_at and timezone.now() - latest.ended_at < LATELY
    return fuse_card(latest) if recent else None
