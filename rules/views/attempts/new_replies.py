"""Replies that were never seen before, as a part of the overview."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation import replies
from rules.presentation.database_state import ANSWERS, state
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def new_replies(request: SignedIn) -> HttpResponse:
    context: dict[str, Any] = {"database": ANSWERS}
    try:
        new = connections.replies().new(now=datetime.now(UTC))
        context |= {"new": new, "replies": replies.new_replies(new), "more": max(0, len(new.kinds) - replies.SHOWN)}
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return page_or_part(request, "rules/attempts/new_replies.html", "new", context)
