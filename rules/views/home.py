"""The start page: what is live, how sending goes, whether everything answers, and what to do next."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rules import queries
from rules.models.roles import Role
from rules.presentation.next_steps import next_steps
from rules.views.first_steps import shown_steps
from rules.views.on_its_way import moving
from rules.views.replays.shadow_lines import running_lines
from rules.views.scripts.delivery_status import delivery_status
from rules.views.scripts.fuse_card import blown_lately, fuse_context
from rules.views.scripts.roll_back_offer import roll_back_offer
from rules.web.access import SignedIn, needs
from rules.wiring import health


@require_safe
@needs(Role.VIEWER)
def home(request: SignedIn) -> HttpResponse:
    script = queries.routing_script()
    latest = queries.latest(script)
    vpop3, dns = health.vpop3(), health.dns()
    lines = moving(request, script, timezone.now())
    context = {
        "script": script,
        "live": script.live,
        "live_since": script.live_since,
        "latest": latest,
        "state": delivery_status(script),
        "shadows": running_lines(request, script),
        "vpop3": vpop3,
        "failing_channels": queries.failing_channels(request.user),
        "dns": dns,
        "first_steps": shown_steps(request, script, vpop3, dns),
        "moving": lines,
        "moves": any(line.moves for line in lines),
        "locks": queries.sign_in_locks(timezone.now() - timedelta(days=1)),
        "next_steps": next_steps(script=script, latest=latest, vpop3=vpop3, role=request.role),
    }
    context |= roll_back_offer(request, script, queries.former_live(script))
    context |= fuse_context(request, script, queries.open_fuse(script)) | {
        "fuse_links": True,
        "blown": blown_lately(script),
    }
    return render(request, "rules/home/home.html", context)
