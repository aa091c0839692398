"""The channels by which the signed-in person is alerted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.alerts.order import APPRISE, Order
from rules.alerts.sending import send
from rules.forms.alerts import ChannelForm
from rules.models.roles import Role
from rules.presentation.alerts import channel_lines
from rules.services import alert_channels
from rules.services.alert_channels import Wanted
from rules.services.errors import Refused
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/alerts/alerts.html"


@sensitive_post_parameters("address")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def alerts(request: SignedIn) -> HttpResponse:
    """Show the channels; POST adds one. A webhook's secret is shown this once."""
    if request.method != "POST":
        return fragments.page_or_part(request, PAGE, "channels", _context(request, _form()))
    form = _form(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(request, form), status=422)
    wanted = Wanted(**{name: form.cleaned_data[name] for name in ("kind", "name", "address", "events")})
    try:
        channel = alert_channels.add_channel(wanted=wanted, user=request.user, address=client_address(request))
    except Refused as error:
        form.add_error(None, str(error))
        return render(request, PAGE, _context(request, form), status=422)
    if channel.secret:
        return render(request, PAGE, _context(request, _form()) | {"created": channel})
    messages.success(request, f"{channel.name} is added. Send a test to see whether it works.")
    return redirect("alerts")


def _form(data: Any = None) -> ChannelForm:
    return ChannelForm(data, check_chat=_check_chat)


def _check_chat(address: str) -> str:
    """In a process of its own: Apprise is large, and its readers of addresses are not ours."""
    return send(Order(kind=APPRISE, address=address, content={}, check=True))


def _context(request: SignedIn, form: ChannelForm) -> dict[str, Any]:
    waiting = queries.waiting_messages(request.user)
    lines = channel_lines(queries.alert_channels_of(request.user), waiting, timezone.now())
    return {"lines": lines, "form": form, "moving": any(line.moving for line in lines)}
